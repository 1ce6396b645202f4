"""Marks into the gradebook that Canvas exports, which it takes back with nothing else changed."""

import re
from collections.abc import Sequence

from autograder.gradebook.returning import Line, Returned, give_back
from autograder.gradebook.sheet import Sheet
from autograder.gradebook.tables import BadFile, number_of
from autograder.grading.batch import SubmissionResult

_ASSIGNMENT = re.compile(r".* \((\d+)\)", re.DOTALL)
_MARKS = ("SIS User ID", "SIS Login ID", "Integration ID")
# Of a student who was excused, or does not have the assignment.
_KEPT = ("EX", "EXCUSED", "N/A")


def fill_canvas(sheet: Sheet, results: Sequence[SubmissionResult], column: str, scale: bool, zeros: bool) -> Returned:
    """Fill the column of one assignment.

    Args:
        column: Its title, or the number in brackets behind it; it may be empty if there is one assignment alone.

    Raises:
        BadFile: it is not a gradebook of Canvas, or not clear which column is meant.
    """
    header = sheet.rows[0]
    if len(header) < 4 or "Student" not in header[0] or "ID" not in header[1] or sheet.column("Section") is None:
        raise BadFile(
            f"{sheet.name} is not a gradebook of Canvas: it begins with the columns Student, ID, and has a column "
            "Section. In Canvas: Grades, Export, Export Entire Gradebook."
        )
    at = _column(sheet, column)
    logins = [sheet.column(name) for name in _MARKS]
    most, lines, locked = None, [], set()
    for row in range(1, len(sheet.rows)):
        first, id_ = sheet.cell(row, 0), sheet.cell(row, 1)
        if "Points Possible" in first:
            if "read only" in sheet.cell(row, at):
                raise BadFile(f"Canvas does not take marks for {header[at]}: the column is read only.")
            most = number_of(sheet.cell(row, at))
        elif id_:
            marks = frozenset(text.casefold() for text in (id_, *(sheet.cell(row, each) for each in logins)) if text)
            lines.append(Line(row, first, id_, marks))
            if sheet.cell(row, at).upper() in _KEPT:
                locked.add(row)
    return give_back(sheet, at, lines, results, most, scale, zeros, frozenset(locked))


def _column(sheet: Sheet, wanted: str) -> int:
    header = sheet.rows[0]
    assignments = {at: found[1] for at, cell in enumerate(header) if (found := _ASSIGNMENT.fullmatch(cell.strip()))}
    chosen = [
        at
        for at, number in assignments.items()
        if not wanted or wanted in (number, header[at].strip(), header[at].strip().removesuffix(f" ({number})"))
    ]
    if len(chosen) != 1:
        there = "; ".join(header[at].strip() for at in assignments) or "none"
        what = f"{len(chosen)} columns fit {wanted!r}." if wanted else "Which column is it?"
        raise BadFile(f"{sheet.name}: {what} Name one with --column. The assignments are: {there}.")
    return chosen[0]
