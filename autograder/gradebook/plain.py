"""Marks for everything else: a small table that any system or spreadsheet takes."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from autograder.grading.batch import SubmissionResult
from autograder.grading.folder import write_whole
from autograder.grading.result import shown_points
from autograder.grading.state import MARKS, state_of
from autograder.reports.grades import cell
from autograder.reports.people import in_order

_COLUMNS = ("id", "name", "email", "section", "points", "of", "state")


def write_plain(path: Path, results: Sequence[SubmissionResult]) -> None:
    """Write a row for each student; where there is no mark yet, the points are empty."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for result in in_order(results):
        state = state_of(result)
        points = shown_points(round(result.earned, 2)) if state in MARKS else ""
        person = map(cell, (result.id or result.key, result.student, result.email, result.section))
        writer.writerow([*person, points, shown_points(result.points), state])
    write_whole(path, text.getvalue().encode("utf-8-sig"))
