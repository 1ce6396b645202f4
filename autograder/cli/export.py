"""`convlings export`: marks on their way back into a course system."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from autograder.cli.plain_errors import plain_errors
from autograder.gradebook.canvas import fill_canvas
from autograder.gradebook.feedback_zip import Page, write_canvas_feedback, write_moodle_feedback
from autograder.gradebook.moodle import fill_moodle
from autograder.gradebook.plain import write_plain
from autograder.gradebook.pseudonyms import FILE as PSEUDONYMS
from autograder.gradebook.report import Report
from autograder.gradebook.returning import Returned
from autograder.gradebook.sheet import Sheet
from autograder.gradebook.tables import BadFile
from autograder.grading.batch import SubmissionResult, options_of_run
from autograder.grading.folder import staff_of, write_json
from autograder.grading.state import MARKS, state_of
from autograder.reports.feedback import render_feedback
from autograder.reports.gradescope import gradescope_results
from autograder.reports.junit import write_junit
from autograder.reports.kept_pictures import pictures_of
from autograder.reports.people import in_order, labels
from autograder.reports.terminal import Printer, make_console

_REPORT = click.argument("report", type=click.Path(path_type=Path, file_okay=False))
_TO = click.option("--to", type=click.Path(path_type=Path), required=True, help="Where to write it.")


def _filling(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of the commands that fill a system's own file."""
    options = (
        _REPORT,
        click.argument("file", type=click.Path(path_type=Path, dir_okay=False)),
        _TO,
        click.option("--scale", is_flag=True, help="Convert points to what the column counts."),
        click.option("--zeros", is_flag=True, help="Write 0 for those who handed in nothing; without it, no mark."),
        click.option(
            "--feedback",
            type=click.Path(path_type=Path, dir_okay=False),
            help="Write the feedback as well: a zip to upload there, with a place for each student.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group("export")
def command() -> None:
    """Give marks back to a course system.

    Whoever waits for a person gets no mark. Exit code 0: every student of the report has a mark there. 2: wrong use.
    3: some are left out, and are named.
    """


def _pages_of(report: Path) -> Page:
    """Makes feedback pages as they are in the report, with their pictures."""
    return lambda result: render_feedback(result, pictures=pictures_of(staff_of(report), result))


@command.command("canvas")
@_filling
@click.option("--column", default="", help="The assignment: its title, or the number behind it.")
@click.option(
    "--submissions",
    type=click.Path(path_type=Path),
    help="For --feedback: the download from Canvas that was graded, if it has moved since.",
)
def canvas(
    report: Path,
    file: Path,
    to: Path,
    scale: bool,
    zeros: bool,
    feedback: Path | None,
    column: str,
    submissions: Path | None,
) -> None:
    """Fill FILE, the gradebook that Canvas exports (Grades, Export, Export Entire Gradebook)."""
    with plain_errors():
        download = submissions or Path(options_of_run(report).get("submissions", ""))
        found, sheet = _open(report, file, to)
        _is_free(feedback, file, to, download)
        done = fill_canvas(sheet, found, column, scale, zeros)
        homeless = write_canvas_feedback(feedback, download, found, done.rows, _pages_of(report)) if feedback else []
        sheet.write(to)
    _finish(done, to, feedback=feedback, homeless=homeless)


@command.command("moodle")
@_filling
def moodle(report: Path, file: Path, to: Path, scale: bool, zeros: bool, feedback: Path | None) -> None:
    """Fill FILE, the grading worksheet of the assignment in Moodle."""
    with plain_errors():
        found, sheet = _open(report, file, to)
        _is_free(feedback, file, to)
        done = fill_moodle(sheet, found, scale, zeros)
        homeless = write_moodle_feedback(feedback, found, done.rows, _pages_of(report)) if feedback else []
        sheet.write(to)
    about_zeros = "Some versions of Moodle do not take a 0 from a worksheet: look at these in Moodle."
    _finish(done, to, about_zeros, feedback, homeless)


@command.command("plain")
@_REPORT
@_TO
def plain(report: Path, to: Path) -> None:
    """A table with ID, name, e-mail and points, for any other system."""
    with plain_errors():
        found = _known_results(report)
        write_plain(to, found)
    waiting = _waiting(found)
    _finish(Returned(len(found) - len(waiting), waiting=waiting), to)


@command.command("gradescope")
@_REPORT
@_TO
def gradescope(report: Path, to: Path) -> None:
    """A results.json for each student, as Gradescope's autograders write it."""
    with plain_errors():
        found = _results(report)
        marked = [result for result in found if state_of(result) in MARKS]
        for result in marked:
            write_json(to / result.key / "results.json", gradescope_results(result))
    _finish(Returned(len(marked), waiting=_waiting(found)), to)


@command.command("junit")
@_REPORT
@click.option("--out", "--to", "to", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file.")
def junit(report: Path, to: Path) -> None:
    """JUnit XML, which Jenkins, GitLab and others show: a suite for each student and exercise."""
    with plain_errors():
        found = _results(report)
        write_junit(to, found)
    waiting = _waiting(found)
    _finish(Returned(len(found) - len(waiting), waiting=waiting), to)


def _open(report: Path, file: Path, to: Path) -> tuple[list[SubmissionResult], Sheet]:
    if to.resolve() == file.resolve():
        raise BadFile(f"{to} is the file that is read. Name another one for --to.")
    return _known_results(report), Sheet(file)


def _is_free(feedback: Path | None, *others: Path) -> None:
    """The zip may not take the place of another file of this command.

    Raises:
        BadFile: it would.
    """
    if feedback is not None and feedback.resolve() in [other.resolve() for other in others]:
        raise BadFile(f"{feedback} is another file of this command. Name a new one for --feedback.")


def _results(report: Path) -> list[SubmissionResult]:
    return in_order(list(Report.read(report).results.values()))


def _known_results(report: Path) -> list[SubmissionResult]:
    """The same with the names and numbers by which a course system knows its students.

    Raises:
        BadFile: the report names nobody, and who is who is not in its folder.
    """
    found = Report.read(report)
    if found.names_nobody and found.pseudonyms is None:
        raise BadFile(
            f"{report} names nobody, and staff/{PSEUDONYMS}, which says who is who, is not in it. Put it back there."
        )
    return in_order(list(found.resolved().results.values()))


def _waiting(found: list[SubmissionResult]) -> list[str]:
    """Who has no mark yet."""
    names = labels(found)
    return [names[result.key] for result in found if state_of(result) not in MARKS]


def _finish(
    done: Returned, to: Path, about_zeros: str = "", feedback: Path | None = None, homeless: Sequence[str] = ()
) -> None:
    printer = Printer(make_console(plain=True))
    equal = f"; {done.equal} stood there already" if done.equal else ""
    printer.line(f"{done.filled} {'mark' if done.filled == 1 else 'marks'} written to {to}{equal}.")
    if feedback is not None:
        printer.line(f"Feedback written to {feedback}.")
    for what, names in (
        ("Waits for a person, so no mark was written", done.waiting),
        ("Handed in nothing, so nothing was written (--zeros writes a 0)", done.empty),
        ("Excused, not assigned or locked there, so left alone", done.kept),
        ("Not in that file", done.unknown),
        ("No feedback was written, because there is no place for it that the system would take", homeless),
    ):
        if names:
            printer.paragraph(f"{what}: {', '.join(names)}.")
    if done.zeros and about_zeros:
        printer.paragraph(about_zeros)
    sys.exit(3 if done.waiting or done.unknown or homeless else 0)
