"""A result as Gradescope's results.json: a test for each check, with what `check` would say."""

from typing import Any

from autograder.checking.marks import ACCURACY
from autograder.grading.batch import SubmissionResult
from autograder.grading.result import FAULT, CheckResult, ExerciseResult
from autograder.grading.state import EMPTY, WAITS, state_of
from autograder.reports.decided import decisions_of
from autograder.reports.lines import check_lines, message_lines
from autograder.reports.text import one_line

_SAID = {
    WAITS: "A person has to look at this before the points are a mark.",
    EMPTY: "Nothing was handed in that can be graded: see below what was looked for, and what was found.",
    FAULT: "The grader itself failed. This is not your mistake, and the points are not a mark: tell your instructor.",
}


def gradescope_results(result: SubmissionResult, accuracy_after_due: bool = False) -> dict[str, Any]:
    """What Gradescope reads. Its sum is ours, also where a person gave points for several checks together.

    Args:
        accuracy_after_due: Whether students see accuracy checks only after the due date, and with them the sum.
    """
    said = [_SAID[state]] if (state := state_of(result)) in _SAID else []
    notes = [*said, *result.notes]
    for exercise in result.exercises:
        notes += [f"{exercise.exercise[:2]}: {note}" for note in exercise.notes]
        notes += decisions_of(exercise)
    return {
        "score": round(result.earned, 5),
        "output": "\n".join([*map(one_line, notes), f"Sandbox: {result.run['sandbox']}. Run {result.run['id']}."]),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [
            _test(exercise, check, result.weights.get(exercise.exercise, 1))
            | {"visibility": "after_due_date" if accuracy_after_due and check.tier == ACCURACY else "visible"}
            for exercise in result.exercises
            for check in exercise.checks
        ],
    }


def _test(exercise: ExerciseResult, check: CheckResult, weight: float) -> dict[str, Any]:
    lines = message_lines(exercise.problem) if exercise.problem else check_lines(check)
    earned = exercise.earned_by(check)
    told: dict[str, Any] = {
        "number": check.id,
        "name": one_line(check.title),
        "status": "passed" if check.passed else "failed",
        "output": "\n".join([check.outcome, *(f"{label}: {text}" if label else f"  {text}" for label, text in lines)]),
    }
    if earned is not None:
        told |= {"score": round(earned * weight, 5), "max_score": round(check.points * weight, 5)}
    return told
