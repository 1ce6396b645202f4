"""Files whose content is known, and a model whose probabilities tell what it was shown.

The model looks at the middles of two rows of three blocks. The logarithms of its probabilities, less that of the last
class, are the values of red, green and blue that it sees there.
"""

from typing import Any

import numpy as np
from PIL import ExifTags, Image

from autograder.checking import StudentError, called, expect, expect_list, expect_number, expect_text
from autograder.checking.failure import Failure
from autograder.laboratories.image_files import encoded

ROWS, COLUMNS = 2, 3
NUM_CLASSES = ROWS * COLUMNS * 3 + 1
GREYS = (15, 60, 105, 150, 195, 240)
# What a model sees is divided by this, so that values up to 255 can be told from the probabilities as well.
_FAINT = 20
XCEPTION = (np.full(3, 127.5), np.full(3, 127.5))
# What a camera writes beside a picture that was taken with it on its side.
SIDEWAYS = Image.Exif()
SIDEWAYS[ExifTags.Base.Orientation] = 6
SAYS_SIDEWAYS = ", taken with a camera on its side, as its EXIF data say"
# Files of one colour: name, format, mode and what they are.
KINDS = (
    ("photo.jpg", "JPEG", "RGB", "a JPEG file"),
    ("grey.png", "PNG", "L", "a grey PNG file"),
    ("clear.png", "PNG", "RGBA", "a PNG file that is partly transparent"),
    ("palette.png", "PNG", "P", "a PNG file with a palette"),
)
# What a student's two ways of resizing may make of one part, as a share of the range of its values.
_BETWEEN_WAYS = 0.2


def flat(mode: str, colour: tuple[int, ...]) -> Image.Image:
    """A picture of one colour, 40 high and 50 wide."""
    picture = Image.new("RGB", (50, 40), colour)
    if mode == "RGBA":
        picture.putalpha(99)
    return picture.quantize(4) if mode == "P" else picture.convert(mode)


def tiled(levels: np.ndarray, block: tuple[int, int]) -> np.ndarray:
    """Grey levels (rows, columns) as an image of blocks of this height and width, uint8."""
    return np.kron(levels, np.ones(block)).astype(np.uint8)[:, :, None].repeat(3, axis=2)


def noise_around(greys: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, tuple[int, ...]]:
    """A large image of black and white at random that is grey on the whole, and a box in which it is these greys.

    Whoever asks about other pixels than those of the box, or has changed them, sees other shares of white.
    """
    share, left, top, (height, width, _) = np.full((400, 300, 3), 128), 90, 70, greys.shape
    share[top : top + height, left : left + width] = greys
    image = np.where(rng.integers(0, 255, size=share.shape) < share, 255, 0).astype(np.uint8)
    return image, (left, top, left + width, top + height)


def places_as_colours(height: int, width: int) -> np.ndarray:
    """An image that says where each pixel was: its row in green, its column in red and in blue."""
    rows, columns = np.mgrid[:height, :width]
    return np.stack([columns, rows, columns], axis=2).astype(np.uint8)


def draw_preprocess(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Means and spreads for red, green and blue, far from those of other networks and from each other."""
    mean = rng.permutation([70.0, 115.0, 160.0]) + rng.uniform(-5, 5, size=3)
    return mean.round(1), (rng.permutation([35.0, 50.0, 70.0]) + rng.uniform(-3, 3, size=3)).round(1)


class Answer:
    """A student's probabilities, in an array of any shape, and what they tell; the call that gave them."""

    def __init__(self, given: np.ndarray, call: str):
        self.given, self.call = given, call
        with np.errstate(all="ignore"):
            logs = np.log(np.maximum(given.astype(np.float64).ravel(), 1e-300))
        # Red, green and blue in each block: (rows, columns, 3).
        self.seen = ((logs[:-1] - logs[-1]) * _FAINT).reshape(ROWS, COLUMNS, 3)

    @property
    def colour(self) -> list[float]:
        """What it sees on average."""
        return self.seen.mean(axis=(0, 1)).round(3).tolist()

    @property
    def levels(self) -> np.ndarray:
        """The blocks from darkest to brightest as GREYS, whatever the values were scaled to; -1 if they are alike."""
        values = self.seen[..., 1]
        if not np.ptp(values) > 2e-4:
            return np.full(values.shape, -1)
        share = (values - values.min()) / np.ptp(values)
        return (GREYS[0] + share * (GREYS[-1] - GREYS[0])).round().astype(int)

    def is_like(self, other: "Answer | None", within: float = _BETWEEN_WAYS) -> bool:
        """Whether both have one form and see the same, which is more than one value all over."""
        reach = np.ptp(self.seen)
        if other is None or other.given.ndim != self.given.ndim or not reach > 0.05:
            return False
        return bool(np.abs(self.seen - other.seen).max() < within * reach)


class Shown:
    """What the student's functions show a model of this height and width.

    Args:
        size: (height, width) that the model takes.
        preprocess: Means and spreads.
        is_normalizing: The model begins with a BatchNormalization, which changes nothing, except in training.
    """

    def __init__(
        self,
        student: Any,
        probes: Any,
        files: Any,
        size: tuple[int, int],
        preprocess: Any = XCEPTION,
        is_normalizing: bool = False,
    ):
        self._student, self._files, self._size = student, files, size
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
        self._kernel = kernel.reshape(-1, NUM_CLASSES)
        self.model = probes.batches.linear_classifier(size, self._kernel, np.zeros(NUM_CLASSES, np.float32))
        if is_normalizing:
            self.model = probes.in_training.normalizing(self.model)
        self.preprocess = probes.own.preprocess(*preprocess)

    def asked(self, content: bytes, name: str, what: str, box: tuple[int, ...] = ()) -> Answer:
        """The student's answer to a whole file, or to the part in a box."""
        function, boxes = ("predict_crop", [box]) if box else ("predict_file", [])
        path = f"{self._files.write({name: content})}/{name}"
        answer = getattr(self._student, function)(self.model, path, *boxes, self.preprocess)
        words, takes = ", ".join(["model", f'"{name}"', *map(str, boxes), "preprocess"]), "{} x {}".format(*self._size)
        call = f"{function}({words}) of {what}, for a model that takes {takes} (height x width)"
        called(call)
        given = expect(answer, dtype="real", finite=False)
        if given.size != NUM_CLASSES:  # an axis too many is judged by one check
            expect(answer, shape=(NUM_CLASSES,))
        return Answer(given, call)

    def levels(self, image: np.ndarray) -> np.ndarray:
        """What `Answer.levels` are if the model sees this image, of its own size."""
        logits = image.ravel() / 255 @ self._kernel.astype(float)
        return Answer(np.exp(logits), "").levels

    def cuts(self, content: bytes, box: tuple[int, ...], due: np.ndarray) -> bool:
        """Whether the student's `crop` cuts this out: another check judges that."""
        try:
            return np.array_equal(self._cut(content, box), due)
        except (Failure, StudentError):
            return False

    def own(self, content: bytes, box: tuple[int, ...]) -> Answer | None:
        """What the student's `predict_file` says of a file with what their `crop` cuts out; None where either fails."""
        try:
            part = self._cut(content, box).clip(0, 255).astype(np.uint8)
            return self.asked(encoded(part), "part.png", "your crop")
        except (Failure, StudentError, ValueError):  # ValueError: a part without pixels
            return None

    def _cut(self, content: bytes, box: tuple[int, ...]) -> np.ndarray:
        path = f"{self._files.write({'whole.png': content})}/whole.png"
        return expect(self._student.crop(path, box), shape=(None, None, 3), dtype="real")


def picture_of(answer: Any) -> np.ndarray:
    """An answer as an image (height, width, channels) on the scale of files: `crop_is_an_rgb_array` judges those."""
    part = expect(answer, shape=(None, None, 3), dtype="real").astype(float)
    if not part.size:
        expect(answer, shape=(1, 1, 3))
    return part * 255 if part.max() <= 1 and part.max() % 1 else part


def decoded(answer: Any) -> list[tuple[str, float]]:
    """The student's list of names and probabilities."""
    pairs = [expect_list(pair, 2) for pair in expect_list(answer)]
    return [(expect_text(name), expect_number(value)) for name, value in pairs]


def draw_classes(rng: np.random.Generator, count: int) -> tuple[list[str], np.ndarray]:
    """Names in no order, and probabilities of which no two are close: float32 (count,), with a zero."""
    words = ["mug", "fish", "key", "car", "apple", "clock", "guitar", "house", "banana", "teapot", "umbrella"]
    words += [f"class {number}" for number in range(count - len(words))]
    ratio, spread = (1.3, 0.05) if count < 500 else (1.02, 0.005)
    weights = ratio ** -np.arange(count) * rng.uniform(1 - spread, 1 + spread, size=count)
    weights[-1] = 0
    return rng.permutation(words)[:count].tolist(), rng.permutation(weights / weights.sum()).astype(np.float32)
