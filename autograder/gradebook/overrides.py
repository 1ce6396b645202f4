"""overrides.csv: what a person decided about one student's points.

    student,exercise,check,points,reason,by
    ann-lee-12,08,survivors_are_scaled,2,"Right by the text of the task, which was unclear.",M. Weber
    bob@example.org,09,,7,Graded by hand: two files were handed in.,M. Weber

`check` is a check's name or number, a function's name, or empty for the whole exercise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from autograder.course.exercise import UnknownExercise, find_exercise
from autograder.gradebook.tables import Row, number_of, read_table
from autograder.grading.catalogue import CheckInfo, checks_of
from autograder.grading.result import Decision, shown_points

_NEEDED = ("student", "exercise", "points", "reason", "by")
_KNOWN = ("check", "function")


@dataclass(frozen=True)
class Override:
    """One line of the file."""

    row: Row
    student: str
    exercise: str
    decision: Decision


def read_overrides(path: Path) -> list[Override]:
    """All decisions in a file.

    Raises:
        BadFile: a line says something that cannot be; the message names it.
    """
    return [_override(row) for row in read_table(path, _NEEDED, _KNOWN)]


def _override(row: Row) -> Override:
    for column in _NEEDED:
        if not row[column]:
            raise row.bad(column, "it is empty. Each decision names the student, its reason, and who decided.")
    try:
        exercise = find_exercise(row["exercise"])
    except UnknownExercise as error:
        raise row.bad("exercise", str(error.args[0])) from None
    if row["check"] and row["function"]:
        raise row.bad("function", "there is a check as well. Name one of them.")
    checks = checks_of(exercise)
    named = row["check"] or row["function"]
    about = named_checks(named, checks) if named else checks
    if not about:
        names = ", ".join(check.short_name for check in checks)
        functions = ", ".join(dict.fromkeys(check.marks.function for check in checks))
        raise row.bad(
            "check" if row["check"] else "function",
            f"{exercise.name} has no check or function {named}. Checks: {names}. Functions: {functions}.",
        )
    most = sum(check.marks.points for check in about)
    return Override(
        row,
        row["student"],
        exercise.name,
        Decision(tuple(check.name for check in about), _points(row, most), row["reason"], row["by"]),
    )


def named_checks(name: str, checks: Sequence[CheckInfo]) -> list[CheckInfo]:
    """The check of this number or name, or those of this function; none if there is no such thing."""
    one = [check for check in checks if name in (check.id, check.name, check.short_name)]
    return one or [check for check in checks if check.marks.function == name]


def _points(row: Row, most: float) -> float:
    points = number_of(row["points"])
    if points is None or not isfinite(points):
        raise row.bad("points", f"{row['points']} is not a number.")
    if not 0 <= points <= most:
        raise row.bad("points", f"{row['points']} is not between 0 and {shown_points(most)}, which is all it can give.")
    return points
