"""`convlings pack`: the one file to hand in."""

import getpass
import re
from pathlib import Path

import click

from autograder.cli.left_out import those_here
from autograder.cli.options import backend_option
from autograder.cli.plain_errors import plain_errors
from autograder.course.exercise import find_exercise
from autograder.engine.backends import Backend
from autograder.engine.fleet import Fleet
from autograder.engine.provider import Setup
from autograder.grading.auto import grade_in_steps, in_sandboxes
from autograder.grading.key import RunKey
from autograder.grading.part import Part
from autograder.grading.task import Task
from autograder.reports.lines import points_of
from autograder.reports.terminal import Printer, make_console
from autograder.student.packing import Expected, own_files, write_pack
from autograder.student.progress import Progress
from autograder.student.workplace import own_folder
from autograder.submissions import read_work


@click.command("pack")
@click.argument("exercises", nargs=-1, metavar="[08 | dropout]...")
@click.option("--name", help="Your name, for the file's name (default: that of your account).")
@backend_option()
def command(exercises: tuple[str, ...], name: str | None, backend: Backend) -> None:
    """Check your exercises once more and put them into one zip file to hand in. If you name none, all of them."""
    with plain_errors():
        folder = own_folder()
        files = own_files(folder)
        chosen = [find_exercise(word).name for word in exercises] or list(files)
        missing = [each for each in chosen if each not in files]
        if missing:
            raise click.UsageError(f"There is no {missing[0]}.py in {folder}.")
        chosen = [each.name for each in those_here(map(find_exercise, chosen), Printer(make_console(True)))]
        if not chosen:
            raise click.UsageError("There is nothing left to hand in.")
        expected = _check(folder, {each: files[each] for each in chosen}, backend)
        path = Path(f"{_file_name(name or getpass.getuser())}.zip")
        write_pack(path, {each: files[each] for each in chosen}, expected)
    for each in expected:
        click.echo(f"{each.exercise:<28} {points_of(each.earned, each.points)} points")
    click.echo(f"Hand in: {path}")


def _check(folder: Path, files: dict[str, Path], backend: Backend) -> list[Expected]:
    expected = []
    printer = Printer(make_console())
    with Fleet(Setup(backend=backend)) as sandboxes:
        for name, path in files.items():
            task = Task(read_work(path, name), RunKey.new(), part=Part(backend=backend))
            result = grade_in_steps(task, in_sandboxes(sandboxes), printer.training_follows)
            Progress(folder).record(find_exercise(name), result)
            expected.append(Expected(name, result.earned, result.points))
    return expected


def _file_name(name: str) -> str:
    """The name with only what every system and course site allows in file names."""
    return re.sub(r"[^\w.-]+", "_", name).strip("._") or "student"
