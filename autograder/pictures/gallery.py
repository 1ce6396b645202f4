"""Which exercises have a picture, and how one is taken."""

from contextlib import nullcontext

from autograder.course.exercise import Exercise
from autograder.engine.provider import Sandboxes
from autograder.engine.sandbox import Limits
from autograder.grading.key import RunKey
from autograder.grading.session import Session
from autograder.pictures import (
    augmentation,
    checkpoints,
    crossentropy,
    dropout,
    early_stopping,
    freezing,
    softmax_sigmoid,
    welcome,
)
from autograder.pictures.picture import Picture
from autograder.pictures.subject import Unseen
from autograder.submissions import Work

_PLANS = {
    "00_welcome": welcome.PLAN,
    "04_softmax_vs_sigmoid": softmax_sigmoid.PLAN,
    "05_categorical_crossentropy": crossentropy.PLAN,
    "08_dropout": dropout.PLAN,
    "09_augmentation": augmentation.PLAN,
    "12_layer_freezing": freezing.PLAN,
    "16_checkpoints": checkpoints.PLAN,
    "17_early_stopping": early_stopping.PLAN,
}


def has_picture(exercise: Exercise) -> bool:
    """Whether there is something to look at for this exercise."""
    return exercise.name in _PLANS


def look(exercise: Exercise, work: Work, sandboxes: Sandboxes | None = None, limits: Limits | None = None) -> Picture:
    """Draw what the student's own code does.

    Args:
        work: The student's file.
        sandboxes: Where their code runs; without, sandboxes are started for this picture alone (some seconds).
        limits: Seconds that their code may take.

    Raises:
        Unseen: the exercise has no picture, or nothing could be drawn; its text is a sentence for the student.
        GraderFault: no sandbox could be started.
    """
    if not has_picture(exercise):
        raise Unseen(f"There is no picture for {exercise.number} {exercise.title}.")
    if work.outcome != "found":
        raise Unseen(work.reason)
    # Known inputs do no harm here: nothing is judged.
    key = RunKey.from_seed(int(exercise.number))
    with Sandboxes() if sandboxes is None else nullcontext(sandboxes) as source:
        session = Session(exercise, work, source.start_child, key, limits or Limits())
        try:
            return _PLANS[exercise.name].carry_out(session)
        finally:
            session.close()
