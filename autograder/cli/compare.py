"""`convlings compare`: what changed between two reports."""

import sys
from pathlib import Path

import click

from autograder.cli.plain_errors import plain_errors
from autograder.gradebook.comparison import Change, Comparison, compare
from autograder.gradebook.report import Report
from autograder.grading.result import shown_points
from autograder.reports.overview import NO_MARK
from autograder.reports.terminal import Printer, make_console
from autograder.reports.text import one_line

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("compare")
@click.argument("old", type=_FOLDER)
@click.argument("new", type=_FOLDER)
@click.option("--plain", is_flag=True, help="Text alone: no colour.")
def command(old: Path, new: Path, plain: bool) -> None:
    """Every mark that changed between the reports OLD and NEW: by which check, and why.

    A report keeps its earlier tables: convlings compare REPORT/staff/earlier/1 REPORT.

    Exit code 0: no mark went down. 1: some did, or are gone. 2: wrong use.
    """
    printer = Printer(make_console(plain))
    with plain_errors():
        reports = [Report.read(old), Report.read(new)]
        # Two reports may call one student differently.
        if all(each.pseudonyms is not None for each in reports if each.names_nobody):
            reports = [each.resolved() for each in reports]
        found = compare(*reports)
    _show(printer, found)
    sys.exit(1 if found.down or found.gone else 0)


def _show(printer: Printer, found: Comparison) -> None:
    for each in found.exercises:
        printer.line(f"{each.student}: {_words(each.whole)}", "bold")
        for check in each.checks:
            was, now = check.outcomes
            printer.line(f"  {_words(check)}  {was} -> {now}" if was != now else f"  {_words(check)}")
        printer.labelled_lines([("why" if at == 0 else "", one_line(why)) for at, why in enumerate(each.causes)])
    for student, change in found.sums:
        printer.line(f"{student}: {_words(change)}", "bold")
        printer.labelled_lines([("why", "weights: the exercises' marks are the same")])
    for what, names in (("Only in the old report", found.gone), ("Only in the new report", found.come)):
        if names:
            printer.paragraph(f"{what}: {', '.join(names)}.")
    same = "1 student keeps their mark" if found.same == 1 else f"{found.same} students keep their marks"
    printer.paragraph(f"{found.up} up, {found.down} down; {same}.")


def _words(change: Change) -> str:
    direction = ", down" if change.is_down else ""
    return f"{change.what} {_shown(change.old)} -> {_shown(change.new)}{direction}"


def _shown(points: float | None) -> str:
    return NO_MARK if points is None else shown_points(points)
