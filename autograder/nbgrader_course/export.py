"""The grades as CSV, in the columns of nbgrader's own: what waits for a person has no score there, rather than a 0."""

import csv
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin

_SCORES = ("raw_score", "late_submission_penalty", "score")
_COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *(*_SCORES, "max_score", "needs_manual_grade"),
)


class ScoresOfDecidedWork(ExportPlugin):
    """What `nbgrader export` writes in a course of convlings."""

    def export(self, gradebook: Gradebook) -> None:
        """Write a row for each student and assignment."""
        students, assignments = set(map(str, self.student)), set(map(str, self.assignment))
        with Path(self.to or "grades.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
            writer.writeheader()
            for assignment in gradebook.assignments:
                if assignments and assignment.name not in assignments:
                    continue
                for student in gradebook.students:
                    if not students or student.id in students:
                        writer.writerow(_row(gradebook, assignment, student))


def _row(gradebook: Gradebook, assignment: Any, student: Any) -> dict[str, Any]:
    row = {
        "assignment": assignment.name,
        "duedate": assignment.duedate,
        "student_id": student.id,
        "last_name": student.last_name,
        "first_name": student.first_name,
        "email": student.email,
        "max_score": assignment.max_score,
    }
    try:
        found = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        return row | dict.fromkeys(_SCORES, 0.0) | {"needs_manual_grade": False}
    row["timestamp"] = found.timestamp
    row["needs_manual_grade"] = waits = _waits(found)
    if not waits:
        penalty = found.late_submission_penalty
        row |= {"raw_score": found.score, "late_submission_penalty": penalty}
        row["score"] = max(0.0, found.score - penalty)
    return row


def _waits(submission: Any) -> bool:
    """Whether a cell has no score by the grader and none by a person; a question that a person reads is not meant."""
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    return any(
        grade.auto_score is None and grade.manual_score is None and grade.cell.cell_type == "code" for grade in grades
    )
