"""What happened to a submission, in a line."""

from autograder.grading.batch import SubmissionResult
from autograder.grading.result import NOT_ATTEMPTED, SKIPPED, ExerciseResult


def happened(result: SubmissionResult) -> str:
    """Outcome words by exercise: `08 failed 08.2; 17 timeout`. Empty exercises and full marks in two words."""
    if all(exercise.passed for exercise in result.exercises):
        return "all passed"
    parts = [part for exercise in result.exercises if (part := _exercise(exercise))]
    return "; ".join(parts)


def _exercise(exercise: ExerciseResult) -> str:
    number = exercise.exercise[:2]
    if exercise.problem is not None:
        return f"{number} {exercise.outcome}"
    if exercise.passed:
        return ""
    if exercise.is_untouched:
        return f"{number} {NOT_ATTEMPTED}"
    by_outcome: dict[str, list[str]] = {}
    for check in exercise.checks:
        if not check.passed and check.counts:
            by_outcome.setdefault(check.outcome, []).append(check.id)
    # What waited for another check is no news beside it.
    if len(by_outcome) > 1:
        by_outcome.pop(SKIPPED, None)
    if len(by_outcome) == 1 and all(len(ids) == len(exercise.checks) for ids in by_outcome.values()):
        return f"{number} {next(iter(by_outcome))}"
    return ", ".join(f"{outcome} {' '.join(ids)}" for outcome, ids in by_outcome.items())
