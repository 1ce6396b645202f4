"""grades.csv: a row for each submission, a column for each exercise and for each check."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.grading.batch import SubmissionResult, identical
from autograder.grading.folder import write_whole
from autograder.grading.result import shown_points
from autograder.grading.state import has_mark, state_of
from autograder.reports.people import labels
from autograder.reports.summary import happened
from autograder.reports.text import hours, one_line

# Where a spreadsheet may see the beginning of a cell: there, and behind each sign that some country or program
# separates cells by, whatever the quotes say (a tab is a blank by then). Blanks and quotes in front change nothing.
_FORMULA = re.compile(r"(^|[,;|])([\s\"\u200c\u200d]*)([=+\-@＝＋－＠])")


def write_grades(path: Path, results: Sequence[SubmissionResult], before: Callable[[], None] | None = None) -> None:
    """Write the table, if it says anything new; UTF-8 with a byte order mark, which spreadsheets need to see.

    Args:
        before: Called before there is another table.
    """
    table = _table(results)
    if path.exists() and path.read_bytes() == table:
        return
    if before:
        before()
    write_whole(path, table)


def _table(results: Sequence[SubmissionResult]) -> bytes:
    exercises = sorted({exercise.exercise for result in results for exercise in result.exercises})
    checks = sorted(
        {check.id for result in results for exercise in result.exercises for check in exercise.checks},
        key=lambda id_: tuple(int(part) for part in id_.split(".")),
    )
    twins = {result.key: group for group in identical(results) for result in group}
    names = labels(results)
    text = io.StringIO()
    writer = csv.writer(text)
    known = ["student", "key", "id", "email", "section", "late", "late by", "submitted", "attempts", "state"]
    writer.writerow([*known, "points", "of", *exercises, *checks, "what happened", "identical to"])
    for result in results:
        # What has no mark yet has an empty cell: a 0 there would be taken for one.
        marked = [exercise for exercise in result.exercises if has_mark(result, exercise)]
        by_exercise = {exercise.exercise: shown_points(exercise.earned) for exercise in marked}
        by_check = {check.id: exercise.earned_by(check) for exercise in marked for check in exercise.checks}
        others = [names[other.key] for other in twins.get(result.key, []) if other is not result]
        writer.writerow(
            [
                *map(cell, (result.student, result.key, result.id, result.email, result.section)),
                "late" if result.late else "",
                hours(result.late_by) if result.late_by else "",
                result.submitted_at,
                result.attempts or "",
                state_of(result),
                shown_points(result.earned) if len(marked) == len(result.exercises) else "",
                shown_points(result.points),
                *(by_exercise.get(name, "") for name in exercises),
                *(shown_points(points) if (points := by_check.get(id_)) is not None else "" for id_ in checks),
                cell(happened(result)),
                cell(", ".join(others)),
            ]
        )
    return text.getvalue().encode("utf-8-sig")


def cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula, or for a cell and a formula behind it."""
    return _FORMULA.sub(r"\1\2'\3", one_line(text))
