"""What still stands between a submission and its mark: a person's decision, a run of ours, or nothing."""

from autograder.grading.batch import SubmissionResult
from autograder.grading.result import FAULT, MISSING, REVIEW, ExerciseResult
from autograder.submissions import is_document

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
    """Exercises that a person has to decide: those in review; all, where documents alone were handed in.

    A text that was typed into the course system or a PDF can hold an answer: only a person can say that it is worth 0.
    """
    return {exercise.exercise for exercise in result.exercises if _waits(result, exercise)}


def has_mark(result: SubmissionResult, exercise: ExerciseResult) -> bool:
    """Whether the exercise's points are final."""
    return not exercise.is_fault and not _waits(result, exercise)


def _waits(result: SubmissionResult, exercise: ExerciseResult) -> bool:
    return bool(exercise.undecided) and (_is_in_review(exercise) or _holds_documents_alone(result))


def _is_in_review(exercise: ExerciseResult) -> bool:
    return REVIEW in (exercise.outcome, *(check.outcome for check in exercise.undecided))


def _holds_documents_alone(result: SubmissionResult) -> bool:
    nothing_read = all(exercise.outcome == MISSING for exercise in result.exercises)
    return nothing_read and any(map(is_document, result.files))
