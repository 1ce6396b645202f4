"""The picture in a notebook's lesson: what `convlings look` draws of the solution. `convlings sync` makes it.

It lies as `lesson.png` in the topic's folder, with its words and what it was made from in its metadata.
"""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from autograder.course.exercise import Exercise
from autograder.engine.provider import Sandboxes
from autograder.grading.recipe import solution_digest
from autograder.pictures.gallery import has_picture, look
from autograder.submissions import read_work

# Notebooks carry the picture with them: few colours keep it small, and the panels use few.
_COLORS = 96
_MADE_FROM = "Source"


@dataclass(frozen=True)
class LessonPicture:
    """A picture, its words, and what it was made from."""

    png: bytes
    alt: str
    made_from: str


def path(exercise: Exercise) -> Path:
    """The exercise's file, which may not be there."""
    return exercise.topic_folder / "lesson.png"


def read(exercise: Exercise) -> LessonPicture | None:
    """The picture that was drawn last; None if there is none."""
    if not path(exercise).is_file():
        return None
    png = path(exercise).read_bytes()
    with Image.open(io.BytesIO(png)) as image:
        image.load()  # some of its texts may stand behind the pixels
        return LessonPicture(png, *(str(image.info.get(name, "")) for name in ("Description", _MADE_FROM)))


def is_due(exercise: Exercise) -> bool:
    """Whether the picture has to be drawn: there is none, or it shows another solution."""
    if not has_picture(exercise):
        return False
    drawn = read(exercise)
    return drawn is None or drawn.made_from != _made_from(exercise)


def draw(exercise: Exercise, sandboxes: Sandboxes) -> bytes:
    """The picture of the solution, as a PNG of few colours."""
    picture = look(exercise, read_work(exercise.solution, exercise.name), sandboxes)
    words = PngInfo()
    for name, text in (
        ("Title", picture.title),
        ("Description", picture.alt),
        ("Software", "convlings"),
        (_MADE_FROM, _made_from(exercise)),
    ):
        words.add_itxt(name, text)
    file = io.BytesIO()
    with Image.open(io.BytesIO(picture.png)) as image:
        few = image.convert("RGB").quantize(_COLORS, dither=Image.Dither.NONE)
        few.save(file, "PNG", optimize=True, pnginfo=words)
    return file.getvalue()


def _made_from(exercise: Exercise) -> str:
    """A digest of the solution and of what the picture asks of it."""
    asked = (exercise.topic_folder / "picture.py").read_bytes().replace(b"\r\n", b"\n")
    return hashlib.sha256(solution_digest(exercise).encode() + asked).hexdigest()
