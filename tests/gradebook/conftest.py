"""Results as a run stores them, made up."""

from collections.abc import Callable

import pytest

from autograder.course.exercise import find_exercise
from autograder.grading.batch import SubmissionResult
from autograder.grading.catalogue import checks_of
from autograder.grading.result import ExerciseResult

Make = Callable[..., SubmissionResult]


@pytest.fixture
def made() -> Make:
    """A result in which every check of these exercises has passed, or has the outcome that is named for it."""

    def make(
        student: str, *exercises: str, outcomes: dict[str, str] | None = None, **fields: object
    ) -> SubmissionResult:
        outcomes = outcomes or {}
        results = []
        for number in exercises or ("08",):
            exercise = find_exercise(number)
            checks = [
                info.result(outcomes.get(info.id, outcomes.get(number, "passed"))) for info in checks_of(exercise)
            ]
            whole = outcomes.get(number, "passed")
            results.append(ExerciseResult(exercise.name, exercise.title, f"{exercise.name}.py", checks, outcome=whole))
        run = {"id": "r", "sandbox": "tier A", "fixed_seed": None}
        plain = {
            "key": student.lower().replace(" ", "-"),
            "result_key": "k",
            "digest": f"d {student}",
            "files": ["a.py"],
        }
        return SubmissionResult(student=student, notes=[], run=run, exercises=results, **plain | fields)

    return make
