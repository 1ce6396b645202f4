"""grades.csv: a row for each submission, a column for each exercise and for each check."""

import csv
from collections.abc import Sequence
from pathlib import Path

from autograder.grading.batch import SubmissionResult, identical
from autograder.grading.result import shown_points
from autograder.reports.summary import happened
from autograder.reports.text import one_line

_FORMULA_SIGNS = ("=", "+", "-", "@")


def write_grades(path: Path, results: Sequence[SubmissionResult]) -> None:
    """Write the table; UTF-8 with a byte order mark, which spreadsheets need to read it as such."""
    exercises = sorted({exercise.exercise for result in results for exercise in result.exercises})
    checks = sorted(
        {check.id for result in results for exercise in result.exercises for check in exercise.checks},
        key=lambda id_: tuple(int(part) for part in id_.split(".")),
    )
    twins = {student: group for group in identical(results) for student in group}
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["student", "points", "of", *exercises, *checks, "what happened", "identical to"])
        for result in results:
            by_exercise = {exercise.exercise: shown_points(exercise.earned) for exercise in result.exercises}
            by_check = {
                check.id: shown_points(check.earned) for exercise in result.exercises for check in exercise.checks
            }
            others = [student for student in twins.get(result.student, []) if student != result.student]
            writer.writerow(
                [
                    _cell(result.student),
                    shown_points(result.earned),
                    shown_points(result.points),
                    *(by_exercise.get(name, "") for name in exercises),
                    *(by_check.get(id_, "") for id_ in checks),
                    _cell(happened(result)),
                    _cell(", ".join(others)),
                ]
            )
    partial.replace(path)


def _cell(text: str) -> str:
    """Text that a spreadsheet will not take for a formula."""
    safe = one_line(text)
    return f"'{safe}" if safe.startswith(_FORMULA_SIGNS) else safe
