"""What the tests of pictures share: a picture of a submission, and what is in its file."""

import io
from collections.abc import Callable
from functools import cache

import pytest
from PIL import Image

from autograder.course.exercise import Exercise, find_exercise, load_course
from autograder.engine.provider import Sandboxes
from autograder.engine.sandbox import Limits
from autograder.pictures import Picture, has_picture, look
from autograder.submissions import Work

Draw = Callable[..., Picture]


@pytest.fixture(scope="session")
def draw(sandboxes: Sandboxes) -> Draw:
    """The picture of a source text, for the exercise of this number."""

    def drawn(number: str, source: str, where: Sandboxes = sandboxes, **limits: float) -> Picture:
        exercise = find_exercise(number)
        work = Work(exercise=exercise.name, name=f"{exercise.name}.py", content=source.encode())
        return look(exercise, work, where, Limits(**limits))

    return drawn


@pytest.fixture(scope="session")
def solved(draw: Draw) -> Callable[[str], Picture]:
    """The picture of an exercise's solution, taken once."""
    return cache(lambda number: draw(number, find_exercise(number).source))


@pytest.fixture(
    params=[each for each in load_course() if has_picture(each) and not each.backend],
    ids=lambda exercise: exercise.name,
)
def exercise(request: pytest.FixtureRequest) -> Exercise:
    """Every exercise that has a picture, but for those that need a backend of their own."""
    return request.param


@pytest.fixture(scope="session")
def opened() -> Callable[[bytes], Image.Image]:
    """A PNG, decoded to its last pixel."""

    def decoded(png: bytes) -> Image.Image:
        image = Image.open(io.BytesIO(png))
        image.load()
        return image

    return decoded
