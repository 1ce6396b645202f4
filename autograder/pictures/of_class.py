"""What the code of a class does where it is wrong, for the feedback pages. It can delay a report, and no more."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from autograder.course.exercise import find_exercise
from autograder.engine.fleet import Source
from autograder.engine.sandbox import Limits
from autograder.grading.result import PASSED, ExerciseResult
from autograder.pictures.gallery import has_picture, look_on
from autograder.pictures.picture import Picture
from autograder.submissions import Work

# So that one more endless loop costs little, and no page is larger than a mail takes.
_MOST_SECONDS = 10.0
_MOST_BYTES = 1_000_000
# What code does that gave a wrong answer is to be seen; code that had to be stopped is not started again.
_SHOWN = frozenset({"failed", "malformed", "error"})
_STOPPED = frozenset({"timeout", "out of memory", "crashed", "exited early", "grader fault"})


@dataclass(frozen=True)
class Drawn:
    """A picture with its file."""

    picture: Picture
    png: bytes


def is_worth_a_look(result: ExerciseResult) -> bool:
    """Whether a picture can show what is wrong."""
    outcomes = {check.outcome for check in result.checks}
    is_run = result.outcome == PASSED and outcomes & _SHOWN and not outcomes & _STOPPED
    return bool(is_run) and has_picture(find_exercise(result.exercise))


def draw_all(
    works: Sequence[Work], source: Source, choice: str, limits: Limits, jobs: int
) -> Iterator[tuple[Work, Drawn | None]]:
    """A picture of each work, in order; None where there is none to be had, for whatever reason.

    Args:
        choice: Of backends: see `look_on`.
        jobs: How many are measured at a time. They are drawn one after the other: matplotlib has one set of settings.
    """
    short = replace(
        limits,
        call_seconds=min(limits.call_seconds, _MOST_SECONDS),
        load_seconds=min(limits.load_seconds, 3 * _MOST_SECONDS),
        function_seconds=min(limits.function_seconds, 3 * _MOST_SECONDS),
    )

    def measured(work: Work) -> Picture | None:
        try:
            return look_on(find_exercise(work.exercise), work, source, choice, short)
        except Exception:  # marks are given by now: nothing that happens here is to end the run
            return None

    with ThreadPoolExecutor(jobs) as pool:
        for work, picture in zip(works, pool.map(measured, works), strict=True):
            yield work, _drawn(picture) if picture else None


def _drawn(picture: Picture) -> Drawn | None:
    try:
        png = picture.png
    except Exception:  # see above
        return None
    return Drawn(picture, png) if len(png) <= _MOST_BYTES else None
