"""What happened to a submission, in a line."""

from collections.abc import Iterator

from autograder.grading.batch import SubmissionResult
from autograder.grading.result import MISSING, NOT_ATTEMPTED, SKIPPED, ExerciseResult
from autograder.grading.state import documents, may_be_in_a_document
from autograder.submissions.wording import listed


def happened(result: SubmissionResult) -> str:
    """What has not passed, by outcome: checks, or exercises as a whole. Full marks in two words.

    Example:
        >>> happened(result)
        'failed 08.2 09.4; timeout 17; missing 12'
    """
    papers = documents(result) if any(may_be_in_a_document(result, each) for each in result.exercises) else []
    void = [name for exercise in result.exercises for name in _void(exercise)]
    decided = [name for exercise in result.exercises for name in _decided(exercise)]
    suffix = f"; for a person to read: {listed(papers, limit=3)}" if papers else ""
    suffix += f"; void {' '.join(void)}" if void else ""
    suffix += f"; decided by a person {' '.join(decided)}" if decided else ""
    if all(exercise.passed for exercise in result.exercises):
        return f"all passed{suffix}"
    by_outcome: dict[str, list[str]] = {}
    for exercise in result.exercises:
        for outcome, name in _not_passed(exercise):
            by_outcome.setdefault(outcome, []).append(name)
    last = {outcome: by_outcome.pop(outcome) for outcome in (NOT_ATTEMPTED, MISSING) if outcome in by_outcome}
    return "; ".join(f"{outcome} {' '.join(names)}" for outcome, names in (by_outcome | last).items()) + suffix


def _decided(exercise: ExerciseResult) -> list[str]:
    """The checks, or the exercise as a whole, whose points a person gave to this student."""
    own = {name for decision in exercise.decisions if not decision.is_for_all for name in decision.checks}
    checks = [check.id for check in exercise.checks if check.name in own]
    return [exercise.exercise[:2]] if checks and len(checks) == len(exercise.checks) else checks


def _void(exercise: ExerciseResult) -> list[str]:
    """The checks that this student did not pass and that count for nobody."""
    names = {name for decision in exercise.decisions if decision.is_for_all for name in decision.checks}
    return [check.id for check in exercise.checks if check.name in names and not check.passed]


def _not_passed(exercise: ExerciseResult) -> Iterator[tuple[str, str]]:
    """Outcome and check; or outcome and exercise, where it is the same for all checks."""
    number = exercise.exercise[:2]
    if exercise.passed:
        return
    if exercise.problem is not None:
        yield exercise.outcome, number
        return
    if exercise.is_untouched:
        yield NOT_ATTEMPTED, number
        return
    left = [check for check in exercise.checks if not check.passed and check.counts]
    # What waited for another check is not news beside it.
    if any(check.outcome != SKIPPED for check in left):
        left = [check for check in left if check.outcome != SKIPPED]
    outcomes = {check.outcome for check in left}
    if len(outcomes) == 1 and len(left) == len(exercise.checks):
        yield outcomes.pop(), number
        return
    for check in left:
        yield check.outcome, check.id
