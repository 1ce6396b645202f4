"""Files whose content is known, and a model whose probabilities tell what it was shown.

The model looks at the middles of two rows of three blocks. The logarithms of its probabilities, less that of the last
class, are the values of red, green and blue that it sees there.
"""

import io
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from PIL import Image

from autograder.checking import StudentError, called, expect, expect_list, expect_number, expect_text
from autograder.checking.failure import Failure

ROWS, COLUMNS = 2, 3
NUM_CLASSES = ROWS * COLUMNS * 3 + 1
# What a model sees is divided by this, so that values up to 255 can be told from the probabilities as well.
_FAINT = 20
GREYS = (15, 60, 105, 150, 195, 240)


def encoded(picture: np.ndarray | Image.Image, kind: str = "PNG") -> bytes:
    """A picture, or uint8 pixels, as a file."""
    file = io.BytesIO()
    picture = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    picture.save(file, kind, **({"quality": 95, "subsampling": 0} if kind == "JPEG" else {}))
    return file.getvalue()


def flat(mode: str, colour: Any, size: tuple[int, int] = (40, 50)) -> Image.Image:
    """A picture of one colour, of this height and width; that of a palette has another number there."""
    picture = Image.new(mode, size[::-1], 40 if mode == "P" else colour)
    if mode == "P":
        picture.putpalette([1, 250, 90] * 40 + list(colour))
    return picture


def tiled(levels: np.ndarray, block: tuple[int, int]) -> np.ndarray:
    """Grey levels (rows, columns) as an image of blocks of this height and width, uint8."""
    return np.kron(levels, np.ones(block)).astype(np.uint8)[:, :, None].repeat(3, axis=2)


def places_as_colours(height: int, width: int) -> np.ndarray:
    """An image that says where each pixel was: its row in green, its column in red and in blue."""
    rows, columns = np.mgrid[:height, :width]
    return np.stack([columns, rows, columns], axis=2).astype(np.uint8)


def draw_preprocess(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Means and spreads for red, green and blue, far from those of other networks and from each other."""
    mean = rng.permutation([70.0, 115.0, 160.0]) + rng.uniform(-5, 5, size=3)
    return mean.round(1), (rng.permutation([35.0, 50.0, 70.0]) + rng.uniform(-3, 3, size=3)).round(1)


class Shown:
    """What the student's functions show a model of this height and width.

    Args:
        size: (height, width) that the model takes.
        preprocess: Means and spreads; those of Xception without.
    """

    def __init__(self, student: Any, probes: Any, files: Any, size: tuple[int, int], preprocess: Any = None):
        self._student, self._files, self.size = student, files, size
        height, width = size
        kernel = np.zeros((height, width, 3, NUM_CLASSES), np.float32)
        for number, (row, column) in enumerate(np.ndindex(ROWS, COLUMNS)):
            # The middle third of each block: any interpolation leaves it as it is.
            part = tuple(
                slice(-(-(3 * place + 1) * side // (3 * count)), (3 * place + 2) * side // (3 * count))
                for place, side, count in ((row, height, ROWS), (column, width, COLUMNS))
            )
            for channel in range(3):
                seen = kernel[(*part, channel, 3 * number + channel)]
                seen[...] = 1 / seen.size / _FAINT
        flattened = kernel.reshape(-1, NUM_CLASSES)
        self.model = probes.batches.linear_classifier(size, flattened, np.zeros(NUM_CLASSES, np.float32))
        mean, spread = preprocess or (np.full(3, 127.5), np.full(3, 127.5))
        self.preprocess = probes.own.preprocess(mean, spread)
        self.words = f"for a model that takes {height} x {width} (height x width)"

    def file(self, content: bytes, name: str, what: str) -> np.ndarray:
        """The student's answer to a whole file, as an array of any shape."""
        answer = self._student.predict_file(self.model, self._path(content, name), self.preprocess)
        called(f'predict_file(model, "{name}", preprocess) of {what}, {self.words}')
        return expect(answer, dtype="real", finite=False)

    def part(self, content: bytes, name: str, what: str, box: tuple[int, ...]) -> np.ndarray:
        """The student's answer to a part of a file."""
        answer = self._student.predict_crop(self.model, self._path(content, name), box, self.preprocess)
        called(f'predict_crop(model, "{name}", {box}, preprocess) of {what}, {self.words}')
        return expect(answer, dtype="real", finite=False)

    def cut(self, content: bytes, name: str, box: tuple[int, ...]) -> np.ndarray:
        """What the student's `crop` gives for it."""
        return expect(self._student.crop(self._path(content, name), box), dtype="real")

    def _path(self, content: bytes, name: str) -> str:
        return f"{self._files.write({name: content})}/{name}"


class Answer:
    """Probabilities, and what they tell. A batch axis too many costs one check alone."""

    def __init__(self, given: np.ndarray):
        self.given = given

    @cached_property
    def seen(self) -> np.ndarray:
        """Red, green and blue in each block: (rows, columns, 3); nan where the answer is not of this model."""
        if self.given.size != NUM_CLASSES:
            return np.full((ROWS, COLUMNS, 3), np.nan)
        with np.errstate(all="ignore"):
            logs = np.log(np.maximum(self.given.astype(np.float64).ravel(), 1e-300))
        return ((logs[:-1] - logs[-1]) * _FAINT).reshape(ROWS, COLUMNS, 3)

    @property
    def colour(self) -> list[float]:
        """What it sees on average."""
        return self.seen.mean(axis=(0, 1)).round(3).tolist()

    @property
    def levels(self) -> np.ndarray:
        """The blocks from darkest to brightest as GREYS, whatever the values were scaled to."""
        return as_greys(self.seen[..., 1])

    @property
    def varies(self) -> bool:
        """Whether more is seen than one value all over."""
        return bool(np.ptp(self.seen) > 0.05)


def as_greys(values: np.ndarray) -> np.ndarray:
    """Values stretched to the range of GREYS; -1 where they are all the same or are not numbers."""
    low, high = values.min(), values.max()
    if not high - low > 1e-3:
        return np.full(values.shape, -1)
    return (GREYS[0] + (values - low) / (high - low) * (GREYS[-1] - GREYS[0])).round().astype(int)


def middles(image: np.ndarray) -> np.ndarray | None:
    """The grey levels in the middles of two rows of three blocks of an image (height, width, channels)."""
    if image.ndim != 3 or min(image.shape[:2]) < ROWS * COLUMNS:
        return None
    rows, columns = ((np.arange(n) + 0.5) / n for n in (ROWS, COLUMNS))
    found = image[(rows * len(image)).astype(int)[:, None], (columns * image.shape[1]).astype(int)]
    return found[..., 0].astype(float)


def or_none(ask: Callable[[], np.ndarray]) -> np.ndarray | None:
    """What another function of the student's makes of the same; None where that is no answer."""
    try:
        return ask()
    except (Failure, StudentError):
        return None


def decoded(answer: Any) -> list[tuple[str, float]]:
    """The student's list of names and probabilities."""
    pairs = [expect_list(pair, 2) for pair in expect_list(answer)]
    return [(expect_text(name), expect_number(value)) for name, value in pairs]


def draw_classes(rng: np.random.Generator, count: int) -> tuple[list[str], np.ndarray]:
    """Names in no order, and probabilities of which no two are close: float32 (count,), with a zero."""
    words = np.array(["mug", "fish", "key", "car", "apple", "clock", "guitar", "house", "banana", "teapot", "umbrella"])
    names = rng.permutation(words)[:count].tolist()
    names += [f"class {number}" for number in rng.permutation(count - len(names)).tolist()]
    steps = 1.3 ** -np.arange(min(count, 40)) * rng.uniform(0.95, 1.05, size=min(count, 40))
    weights = np.concatenate([steps, 1e-6 * np.linspace(1, 0.1, count - len(steps))])
    weights[-1] = 0
    return names, rng.permutation(weights / weights.sum()).astype(np.float32)
