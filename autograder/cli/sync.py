"""`convlings sync`: stubs, notebooks and their pictures from solutions, fingerprints from known submissions."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from autograder.cli.options import jobs_option
from autograder.cli.plain_errors import plain_errors
from autograder.course import content
from autograder.course.exercise import Exercise, editable_course, find_exercise
from autograder.engine.provider import Sandboxes
from autograder.grading import fingerprints
from autograder.notebook import handout
from autograder.notebook.address import UNSET, address
from autograder.pictures import lesson
from autograder.reports.terminal import make_console
from autograder.verify.bank import BrokenHeader
from autograder.verify.problem import counted, shown
from autograder.verify.record import refresh, what_is_due


@click.command("sync")
@click.argument("exercises", nargs=-1, metavar="[08 | dropout]...")
@click.option("--texts", is_flag=True, help="Stubs and notebooks alone, which runs nothing.")
@jobs_option
def command(exercises: tuple[str, ...], texts: bool, jobs: int) -> None:
    """Write the stub and the notebook of each exercise again from its solution, with the picture of its lesson, and
    what its known mistakes show.

    For authors. What holds already is kept, so that little runs after a small change.
    """
    if not content.is_clone() and not content.own_folders():
        raise click.UsageError("sync works in a clone of the repository, where the solutions are.")
    with plain_errors():
        course = [find_exercise(word) for word in exercises] or editable_course()
        written = bring_up_to_date(course, jobs, texts)
    click.echo(f"{counted(len(course), 'exercise')}, {counted(written, 'file')} changed.")
    if not address():
        click.echo(UNSET, err=True)


def bring_up_to_date(course: list[Exercise], jobs: int, texts: bool = False) -> int:
    """Write what is made from solutions and known submissions; how many files changed.

    Args:
        texts: Stubs and notebooks alone.
    """
    with ExitStack() as stack:
        # One warm parent for everything that runs, and none where nothing does.
        start = cache(lambda: stack.enter_context(Sandboxes()))
        written = 0 if texts else _draw(course, start)
        wanted = {exercise.stub_file: exercise.stub for exercise in course}
        wanted |= {exercise.notebook_file: handout.render(exercise) for exercise in course}
        written += sum(_write(path, text) for path, text in wanted.items())
        return written if texts else written + _record(course, jobs, start)


def _draw(course: list[Exercise], start: Callable[[], Sandboxes]) -> int:
    """Draw the lessons' pictures that show another solution; how many."""
    due = [exercise for exercise in course if lesson.is_due(exercise)]
    for exercise in due:
        lesson.path(exercise).write_bytes(lesson.draw(exercise, start()))
        click.echo(f"wrote {shown(lesson.path(exercise))}")
    return len(due)


def _record(course: list[Exercise], jobs: int, start: Callable[[], Sandboxes]) -> int:
    """Bring the fingerprints up to date; how many files changed."""
    written = 0
    columns = (TextColumn("recording", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        due = sum(len(what_is_due(exercise)) for exercise in course)
    except BrokenHeader as error:
        raise click.UsageError(str(error)) from error
    if not due:
        return sum(
            _write(fingerprints.path(exercise), _unchanged(exercise)) for exercise in course if exercise.bank.is_dir()
        )
    sandboxes = start()
    with Progress(*columns, console=make_console(False, stderr=True)) as bar:
        row = bar.add_task("", total=due)
        for exercise in course:
            text = refresh(exercise, sandboxes, jobs, lambda: bar.advance(row))
            written += _write(fingerprints.path(exercise), text)
    return written


def _unchanged(exercise: Exercise) -> str:
    """The text where nothing has to run: names and reasons may have changed."""
    return refresh(exercise, None, 1, lambda: None)


def _write(path: Path, text: str) -> bool:
    """Whether the file was not yet so."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"wrote {shown(path)}")
    return True
