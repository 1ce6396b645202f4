"""Which exercises have a picture, and how one is taken."""

from contextlib import nullcontext, suppress

from autograder import topics
from autograder.course.exercise import Exercise
from autograder.engine.backends import TENSORFLOW, backends_of
from autograder.engine.errors import GraderFault
from autograder.engine.fleet import Source
from autograder.engine.provider import Sandboxes, Setup
from autograder.engine.sandbox import Limits
from autograder.grading.auto import names_a_backend
from autograder.grading.catalogue import needs_tensorflow, where_it_broke
from autograder.grading.key import RunKey
from autograder.grading.session import Session
from autograder.pictures.parts import Plan
from autograder.pictures.picture import Picture
from autograder.pictures.subject import Unseen
from autograder.submissions import Work


def has_picture(exercise: Exercise) -> bool:
    """Whether there is something to look at for this exercise."""
    return exercise.name in topics.with_part("picture")


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
    own = Setup(backend=exercise.backend or TENSORFLOW)
    with Sandboxes(own) if sandboxes is None else nullcontext(sandboxes) as source:
        session = Session(exercise, work, source.start_child, key, limits or Limits())
        try:
            return _plan(exercise).carry_out(session)
        except (Unseen, GraderFault):
            raise
        except Exception as error:  # an author's mistake in picture.py, whatever it is
            place = where_it_broke(error)
            raise GraderFault(f"The picture of {exercise.name} cannot be taken: {place}") from error
        finally:
            session.close()


def look_on(exercise: Exercise, work: Work, source: Source, choice: str, limits: Limits | None = None) -> Picture:
    """Draw as `look` does, on the backend that the exercise declares, or on those of this choice: the last one for what
    the first cannot show whole.

    Raises:
        Unseen, GraderFault: see `look`.
    """
    *firsts, last = backends_of(exercise.backend or choice)
    if not needs_tensorflow(exercise) and not names_a_backend(work):
        for backend in firsts:
            with suppress(Unseen, GraderFault):
                picture = look(exercise, work, source.of(backend), limits)
                if not picture.missing:
                    return picture
    return look(exercise, work, source.of(last), limits)


def _plan(exercise: Exercise) -> Plan:
    module = topics.load(exercise.name, "picture")
    assert module is not None
    plan: Plan = module.PLAN
    return plan
