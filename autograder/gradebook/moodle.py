"""Marks into the offline grading worksheet that Moodle gives out for an assignment."""

import re
from collections.abc import Sequence

from autograder.gradebook.returning import Line, Returned, give_back
from autograder.gradebook.sheet import Sheet
from autograder.gradebook.tables import BadFile, number_of
from autograder.grading.batch import SubmissionResult

_NUMBER = re.compile(r"\D*(\d+)")


def fill_moodle(sheet: Sheet, results: Sequence[SubmissionResult], scale: bool, zeros: bool) -> Returned:
    """Fill the column Grade; comments, dates and all else stay, as Moodle wants them back.

    Raises:
        BadFile: it is not a worksheet of Moodle, in English.
    """
    identifier, grade = sheet.column("Identifier"), sheet.column("Grade")
    if identifier is None or grade is None or sheet.column("Last modified (grade)") is None:
        raise BadFile(
            f"{sheet.name} is not a grading worksheet of Moodle: the columns Identifier, Grade and Last modified "
            "(grade) are needed. In the assignment: Download grading worksheet, with Moodle set to English."
        )
    name, changeable = sheet.column("Full name"), sheet.column("Grade can be changed")
    others = [sheet.column(each) for each in ("ID number", "Email address", "Username")]
    most_column = sheet.column("Maximum grade")
    lines, locked, most = [], set(), set()
    for row in range(1, len(sheet.rows)):
        found = _NUMBER.fullmatch(sheet.cell(row, identifier))
        if not found:
            continue
        marks = frozenset(text.casefold() for each in others if (text := sheet.cell(row, each)))
        lines.append(Line(row, sheet.cell(row, name), found[1], marks))
        if sheet.cell(row, changeable).casefold() == "no":
            locked.add(row)
        if (points := number_of(sheet.cell(row, most_column))) is not None:
            most.add(points)
    if len(most) > 1:
        raise BadFile(f"{sheet.name}: the rows count different points at most, so it is not one assignment's.")
    return give_back(sheet, grade, lines, results, min(most, default=None), scale, zeros, frozenset(locked))
