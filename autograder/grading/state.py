"""What still stands between a submission and its mark: a person's decision, a run of ours, or nothing."""

from autograder.grading.batch import SubmissionResult
from autograder.grading.result import FAULT, MISSING, REVIEW, ExerciseResult
from autograder.submissions import is_document, named_for

GRADED = "graded"
WAITS = "waits for a person"
EMPTY = "nothing handed in"
# In these, points are a mark.
MARKS = (GRADED, EMPTY)
STATES = (GRADED, WAITS, EMPTY, FAULT)


def state_of(result: SubmissionResult) -> str:
    """One of `STATES`. Points are a mark where it is one of `MARKS`, and nowhere else."""
    if result.is_fault:
        return FAULT
    if waiting(result):
        return WAITS
    is_empty = all(exercise.outcome == MISSING and exercise.undecided for exercise in result.exercises)
    return EMPTY if is_empty else GRADED


def waiting(result: SubmissionResult) -> set[str]:
    """Exercises that a person has to decide: those in review, and those whose answer may be in a document.

    A text that was typed into the course system or a PDF can hold an answer: only a person can say that it is worth 0.
    """
    return {exercise.exercise for exercise in result.exercises if _waits(result, exercise)}


def documents(result: SubmissionResult) -> list[str]:
    """What was handed in that only people read."""
    return [name for name in result.files if is_document(name) and name not in result.handed_out]


def has_mark(result: SubmissionResult, exercise: ExerciseResult) -> bool:
    """Whether the exercise's points are final."""
    return not exercise.is_fault and not _waits(result, exercise)


def _waits(result: SubmissionResult, exercise: ExerciseResult) -> bool:
    return bool(exercise.undecided) and (_is_in_review(exercise) or may_be_in_a_document(result, exercise))


def _is_in_review(exercise: ExerciseResult) -> bool:
    return REVIEW in (exercise.outcome, *(check.outcome for check in exercise.undecided))


def may_be_in_a_document(result: SubmissionResult, exercise: ExerciseResult) -> bool:
    """Whether an exercise without an answer has one in a document: in one named for it; in any, if no exercise of the
    submission has an answer."""
    if not exercise.holds_no_answer or not (found := documents(result)):
        return False
    names = [each.exercise for each in result.exercises]
    return all(each.holds_no_answer for each in result.exercises) or any(
        named_for(name, names) == exercise.exercise for name in found
    )
