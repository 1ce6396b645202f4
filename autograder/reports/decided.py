"""What a person decided, in the words that its student reads."""

from autograder.grading.result import Decision, ExerciseResult
from autograder.reports.lines import points_of


def decisions_of(exercise: ExerciseResult) -> list[str]:
    """A sentence or two for each decision about the exercise."""
    return [_words(exercise, decision) for decision in exercise.decisions]


def _words(exercise: ExerciseResult, decision: Decision) -> str:
    about = [check for check in exercise.checks if check.name in decision.checks]
    is_all = len(about) == len(exercise.checks)
    what = exercise.exercise[:2] if is_all else " ".join(check.id for check in about)
    given = points_of(decision.points, sum(check.points for check in about))
    if decision.is_for_all:
        return f"{what} gives its points to everyone who handed it in: {given}. Reason: {decision.reason}"
    who = f"a person ({decision.by})" if decision.by else "a person"
    return f"Decided by {who}: {given} points for {what}. Reason: {decision.reason}"
