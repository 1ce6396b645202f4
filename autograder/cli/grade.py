"""`convlings grade`: a whole class, unattended."""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click
from rich import box
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from autograder.cli.errors import orderly_end, plain_errors
from autograder.cli.options import (
    jobs_option,
    memory_option,
    no_accuracy_option,
    tier_option,
)
from autograder.course import content
from autograder.course.exercise import find_exercise, load_course
from autograder.engine.canary import confirm
from autograder.engine.provider import Sandboxes, Setup
from autograder.engine.sandbox import Limits
from autograder.engine.temporary import HeldFolder
from autograder.grading.batch import Batch, Options, OtherRun, Run, SubmissionResult, identical
from autograder.grading.key import RunKey
from autograder.grading.part import Device
from autograder.grading.result import MISSING, shown_points
from autograder.grading.tiers import memory_for, part_for
from autograder.reports.feedback import write_feedback
from autograder.reports.grades import write_grades
from autograder.reports.summary import happened
from autograder.reports.terminal import Printer, make_console
from autograder.reports.text import duration, encodable, one_line
from autograder.submissions import Submission, read_submissions

# With more exercises the table shows their sum alone; grades.csv has them all.
_MOST_COLUMNS = 8
_REMARK_WIDTH = 20


@click.command("grade")
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the report.")
@jobs_option
@click.option("--exercise", "chosen", multiple=True, help="Grade only this one (repeat for more).")
@click.option("--only", help="Grade only this student.")
@click.option("--seed", type=int, help="Fixed inputs, for development: anyone can recompute them.")
@click.option("--key", help="Repeat a run with the key in its run.json.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=20.0, show_default=True, help="Seconds a call.")
@memory_option
@tier_option
@no_accuracy_option
@click.option("--require-tier", type=click.Choice(["A", "B", "C"]), default="C", help="Refuse a weaker sandbox.")
@click.option("--exercises", type=click.Path(path_type=Path), help="Folder with exercises of your own.")
@click.option("--plain", is_flag=True, help="Text alone: no colour, no boxes, nothing redrawn.")
def command(
    submissions: Path,
    out: Path,
    jobs: int,
    chosen: tuple[str, ...],
    only: str | None,
    seed: int | None,
    key: str | None,
    timeout: float,
    memory: int,
    device: Device,
    no_accuracy: bool,
    require_tier: str,
    exercises: Path | None,
    plain: bool,
) -> None:
    """Grade SUBMISSIONS: a folder or zip with one folder or file a student, or a download of your course system.

    Give the same command again to continue a run that was interrupted. Exit code 0: every submission got a verdict.
    1: the grader itself failed somewhere. 2: wrong use.
    """
    printer = Printer(make_console(plain))
    progress = Printer(make_console(plain, stderr=True))
    with orderly_end(), plain_errors(), HeldFolder() as unpacked:
        if exercises is not None:
            content.use_folder(exercises)
        part = part_for(device, no_accuracy)
        memory = memory_for(part, memory)
        # The warm parent imports Keras while the submissions are read.
        with Sandboxes(Setup(memory_mb=memory, gpu=part.uses_gpu)) as sandboxes:
            names = [find_exercise(word).name for word in chosen] or [exercise.name for exercise in load_course()]
            found = _read(submissions, names, Path(unpacked, "all"), only)
            if not chosen and (handed_in := _handed_in(found)):
                names = handed_in
                found = _read(submissions, names, Path(unpacked, "graded"), only)
            limits = Limits.for_calls(timeout)
            options = Options(str(submissions.resolve()), tuple(names), seed, limits, memory, part)
            try:
                run = Run(out, options, lambda: _key(seed, key))
            except OtherRun as error:
                raise click.UsageError(str(error)) from error
            confirmation = confirm(sandboxes)
            if not confirmation.reaches(require_tier):
                why = f" (a trial was able to {', '.join(confirmation.escapes)})" if confirmation.escapes else ""
                raise click.UsageError(f"The sandbox here is tier {confirmation.tier}, not {require_tier}{why}.")
            batch = Batch(run, found, sandboxes, confirmation, jobs)
            progress.line(f"Sandbox: {batch.tier_note}.")
            if part.left_out:
                progress.line(f"Accuracy checks give no points: {part.left_out}.")
            _grade(batch, progress, plain)
            _train(batch, progress, plain)
            _write_views(run, out)
        _show(printer, [batch.results[submission.key] for submission in found], plain)
        printer.line(f"Report: {out}")
    sys.exit(1 if any(result.is_fault for result in batch.results.values()) else 0)


def _read(submissions: Path, names: Sequence[str], unpack_into: Path, only: str | None) -> list[Submission]:
    stubs = {name: find_exercise(name).stub.encode() for name in names}
    return read_submissions(submissions, names, unpack_into, only, stubs)


def _handed_in(submissions: Sequence[Submission]) -> list[str]:
    """Exercises that at least one student handed in."""
    return sorted({work.exercise for each in submissions for work in each.works if work.outcome != "missing"})


def _key(seed: int | None, key: str | None) -> RunKey:
    if key is not None:
        try:
            return RunKey.from_hex(key)
        except ValueError as error:
            raise click.UsageError("--key takes the hexadecimal key of a run.json.") from error
    return RunKey.new() if seed is None else RunKey.from_seed(seed)


def _grade(batch: Batch, progress: Printer, plain: bool) -> None:
    waiting = batch.waiting
    done = len(batch.submissions) - len(waiting)
    if done:
        progress.line(f"{done} of {len(batch.submissions)} submissions were graded before.")
    if not waiting:
        return
    progress.line("Grading the reference solutions first.")
    batch.settle_key()
    _follow("grading", batch.grade, len(waiting), progress, plain)


def _train(batch: Batch, progress: Printer, plain: bool) -> None:
    """Accuracy checks, of what has passed everything else."""
    due = len(batch.untrained)
    if not due:
        return
    seconds = batch.training_seconds()
    how_long = f"about {duration(seconds)}" if seconds else "some seconds each"
    progress.line(f"Accuracy checks, where all else has passed: {due}, {how_long}.")
    _follow("training", batch.train, due, progress, plain)


def _follow(
    what: str,
    run: Callable[[Callable[[str], None]], Iterator[SubmissionResult]],
    total: int,
    progress: Printer,
    plain: bool,
) -> None:
    """Show how far it is: a bar, or a line for each result."""
    columns = (
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[student]}"),
    )
    with Progress(*columns, console=progress.console, disable=plain) as bar:
        row = bar.add_task("", total=total, student="")

        def started(student: str) -> None:
            bar.update(row, student=one_line(student)[:30])

        for count, result in enumerate(run(started), start=1):
            bar.advance(row)
            if plain:
                progress.line(f"{count} of {total} {one_line(result.student)}: {happened(result)}")


def _write_views(run: Run, out: Path) -> None:
    stored = run.stored()
    write_grades(out / "grades.csv", sorted(stored, key=lambda result: result.student))
    for result in stored:
        write_feedback(out / "feedback", result)


def _show(printer: Printer, results: list[SubmissionResult], plain: bool) -> None:
    encoding = printer.console.encoding or "utf-8"

    def safe(text: str) -> Text:
        return Text(encodable(one_line(text), encoding))

    exercises = results[0].exercises if results else []
    columns = exercises if len(exercises) <= _MOST_COLUMNS else []
    style = None if plain else box.ASCII2 if printer.console.options.ascii_only else box.SIMPLE_HEAD
    table = Table(box=style, pad_edge=False, collapse_padding=True)
    table.add_column("student", overflow="fold")
    for exercise in columns:
        table.add_column(f"{exercise.exercise[:2]}\n/{shown_points(exercise.points)}", justify="right")
    table.add_column(f"points\n/{shown_points(sum(each.points for each in exercises))}", justify="right")
    table.add_column("what happened", overflow="fold", min_width=_REMARK_WIDTH)
    for result in sorted(results, key=lambda result: result.student.casefold()):
        marks = [
            "-" if exercise.outcome == MISSING else shown_points(exercise.earned)
            for exercise in (result.exercises if columns else [])
        ]
        table.add_row(safe(result.student), *marks, shown_points(result.earned), safe(happened(result)))
    printer.console.print(table)
    for group in identical(results):
        printer.paragraph(f"Identical hand-ins, as a fact: {encodable(one_line(', '.join(group)), encoding)}")
