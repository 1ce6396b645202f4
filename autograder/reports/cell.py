"""A check's outcome in a notebook's cell: an HTML table that a screen reader reads well, and the same as plain text."""

from collections.abc import Sequence
from io import StringIO

from rich.console import Console

from autograder.grading.result import CheckResult, ExerciseResult, first_to_fix
from autograder.reports.pages import environment
from autograder.reports.terminal import Printer

_WIDTH = 88


def cell_html(result: ExerciseResult, remarks: Sequence[str]) -> str:
    """A table with a row for each check, the one that helps most first; `remarks` stand below it.

    Everything a student wrote is escaped. Words carry the meaning; a colour only stands beside them.
    """
    return environment().get_template("cell.html").render(result=result, checks=_ordered(result), remarks=remarks)


def cell_text(result: ExerciseResult, remarks: Sequence[str]) -> str:
    """The same for terminals, exports and whoever prefers text."""
    text = StringIO()
    console = Console(
        file=text,
        width=_WIDTH,
        color_system=None,
        force_terminal=False,
        force_jupyter=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    printer = Printer(console)
    printer.exercise(result)
    for remark in remarks:
        printer.paragraph(remark)
    return text.getvalue().rstrip()


def _ordered(result: ExerciseResult) -> list[CheckResult]:
    first = first_to_fix(result.checks)
    return sorted(result.checks, key=lambda check: check is not first)
