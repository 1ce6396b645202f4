"""Pictures of six blocks, and models in files whose probabilities for such pictures are known.

A model looks at the middle of each block alone, so that any interpolation leaves what it sees as it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking import called, display, expect_integer, expect_list, expect_number, malformed
from autograder.laboratories.activations import softmax_of
from autograder.laboratories.image_files import encoded

SQUARE, OBLONG = (18, 18), (24, 30)
# Three in a row: whoever cuts the middle out of a wide picture loses the outer ones.
ROWS, COLUMNS = 2, 3
NAMES = ("skirt", "hat", "pants", "boots", "dress")
# Between the probabilities of the likeliest two classes: more than JPEG's rounding moves them. Between others.
_FIRST_GAP, _GAP = 0.03, 0.003
# Closer than the answers to values that are 255 times less are to those that do not depend on the picture.
_EXACT = 1e-3

Pairs = list[tuple[str, float]]


@dataclass(frozen=True)
class Picture:
    """The colours of the blocks, (rows, columns, 3), and a file of them."""

    colours: np.ndarray
    content: bytes
    ending: str


@dataclass(frozen=True)
class Asked:
    """What `classify` gave, an entry for each picture, how often it loaded the model, and in which dtypes other than
    floats it gave images to `preprocess`."""

    entries: list[Pairs]
    loads: int = 1
    whole_numbers: Sequence[str] = ()

    def counts(self) -> list[int]:
        return [len(entry) for entry in self.entries]

    def names(self) -> list[list[str]]:
        return [[name for name, _ in entry] for entry in self.entries]

    def values(self) -> list[list[float]]:
        return [[value for _, value in entry] for entry in self.entries]

    def shares(self) -> list[list[float]]:
        """From largest to smallest, scaled to a sum of 1: names, their order and rounding are judged elsewhere."""
        return [[round(value / (sum(row) or 1), 4) for value in sorted(row, reverse=True)] for row in self.values()]


# Any model here finds all classes equally likely for it.
BLACK = Picture(np.zeros((ROWS, COLUMNS, 3)), encoded(np.zeros((*SQUARE, 3), np.uint8)), "png")


class Saved:
    """A model in a file, with random weights, and the student's functions that use it.

    Args:
        size: (height, width) that it takes.
        is_prepared: Whether it was trained on values that `preprocess` makes; otherwise on 0 to 255.
    """

    def __init__(
        self, student: Any, probes: Any, files: Any, rng: np.random.Generator, size: tuple[int, int], is_prepared: bool
    ):
        self._student, self._probes, self._files, self._rng, self._size = student, probes, files, rng, size
        self._mean, self._spread, self._is_prepared = np.zeros(3), np.ones(3), is_prepared
        if is_prepared:
            self._mean = (rng.permutation([70.0, 115.0, 160.0]) + rng.uniform(-5, 5, size=3)).round(1)
            self._spread = (rng.permutation([35.0, 50.0, 70.0]) + rng.uniform(-3, 3, size=3)).round(1)
        weights = rng.normal(size=(ROWS * COLUMNS * 3, len(NAMES))) * (0.5 if is_prepared else 0.008)
        self._weights = weights - weights.mean(axis=0)  # so that no class is the likeliest of nearly all pictures
        kernel = np.zeros((*size, 3, len(NAMES)), np.float32)
        for weight, (row, column, channel) in zip(self._weights, np.ndindex(ROWS, COLUMNS, 3), strict=True):
            top, left = (2 * row + 1) * size[0] // (2 * ROWS), (2 * column + 1) * size[1] // (2 * COLUMNS)
            kernel[top - 1 : top + 1, left - 1 : left + 1, channel] = weight / 4
        self._path = f"{files.folder()}/model.keras"
        probes.own.save(self._path, size, kernel.reshape(-1, len(NAMES)))
        self._preprocess = probes.own.preprocess(self._mean, self._spread)
        values = "as preprocess makes them" if is_prepared else "from 0 to 255, which preprocess leaves as they are"
        self._words = f"a model that takes {size[0]} x {size[1]} (height x width) and values {values}"

    def _probabilities(self, colours: np.ndarray) -> np.ndarray:
        return softmax_of(((colours - self._mean) / self._spread).ravel() @ self._weights)

    def draw(
        self,
        block: tuple[int, int] | None = None,
        kind: str = "PNG",
        fits: Callable[[np.ndarray], bool] = lambda probabilities: True,
    ) -> Picture:
        """A picture of blocks of this height and width, of the model's size if not told otherwise.

        In a JPEG file, sides of blocks have to be multiples of 8: then any decoder gives its colours.

        Args:
            fits: What has to be so of its probabilities.
        """
        for _ in range(1_000):
            # Where nothing is prepared, all colours are grey, so that their order costs points elsewhere alone.
            colours = self._rng.integers(0, 256, size=(ROWS, COLUMNS, 3 if self._is_prepared else 1)).repeat(
                1 if self._is_prepared else 3, axis=2
            )
            probabilities = self._probabilities(colours)
            gaps = np.diff(np.sort(probabilities))
            if gaps[-1] > _FIRST_GAP and gaps.min() > _GAP and fits(probabilities):
                break
        height, width = block or (self._size[0] // ROWS, self._size[1] // COLUMNS)
        pixels = colours.astype(np.uint8).repeat(height, axis=0).repeat(width, axis=1)
        options = {"quality": 100, "subsampling": 0} if kind == "JPEG" else {}
        return Picture(colours, encoded(pixels, kind, **options), {"PNG": "png", "JPEG": "jpg"}[kind])

    def several(self, *how: tuple[tuple[int, int] | None, str]) -> list[Picture]:
        """A picture for each pair of a block and a kind of file; none is as likely what it is as another."""
        pictures, largest = [], []
        for block, kind in how:
            fits = lambda found: all(abs(found.max() - other) > 0.06 for other in largest)  # noqa: E731
            pictures.append(self.draw(block, kind, fits))
            largest.append(self._probabilities(pictures[-1].colours).max())
        return pictures

    def classify(self, pictures: Sequence[Picture], *top: int) -> tuple[Asked, Asked]:
        """What `classify` gives, and what is due; the default of `top` is 3."""
        while True:  # names of which none has its alphabetical place
            names = self._rng.permutation(NAMES).tolist()
            if all(one != other for one, other in zip(names, sorted(names), strict=True)):
                break
        # The files' names are in another order than the pictures.
        tree = {f"{9 - number}.{picture.ending}": picture.content for number, picture in enumerate(pictures)}
        folder = self._files.write(tree)
        arguments = [self._path, [f"{folder}/{path}" for path in tree], names, self._preprocess, *top]
        answer, loads = expect_list(self._probes.own.counted(self._student.classify, arguments), 2)
        paths = ", ".join(f'"{path}"' for path in tree)
        said = "".join(f", top={number}" for number in top)
        called(f'classify("model.keras", [{paths}], {names}, preprocess{said}) with {self._words}')
        asked = Asked([_pairs(entry) for entry in expect_list(answer)], expect_integer(loads), self.whole_numbers())
        due = [self._due(pictures, names, top[0] if top else 3, scale) for scale in self._scales()]
        return asked, next((each for each in due if _are_close(asked, each)), due[0])

    def _scales(self) -> tuple[float, ...]:
        """What values may be multiplied by: where nothing is prepared, who divides by 255 loses points elsewhere."""
        return (1.0,) if self._is_prepared else (1.0, 1 / 255)

    def _due(self, pictures: Sequence[Picture], names: Sequence[str], top: int, scale: float) -> Asked:
        rows = [self._probabilities(scale * picture.colours).tolist() for picture in pictures]
        return Asked([sorted(zip(names, row, strict=True), key=lambda pair: -pair[1])[:top] for row in rows])

    def whole_numbers(self) -> list[str]:
        """The dtypes in which `preprocess` was given images, but for floats."""
        given = map(str, expect_list(self._probes.own.kinds_given(self._preprocess)))
        return [kind for kind in given if "float" not in kind]

    def evaluate(self, sizes: Sequence[int], blocks: Sequence[tuple[int, int]] = ()) -> tuple[list[float], list[float]]:
        """What `evaluate_folder` gives for class folders of so many pictures, and what is due: loss and accuracy."""
        # Sizes of shoes tell the alphabetical order from that of numbers. A slip there costs points only once.
        names = sorted(NAMES if blocks else ("7", "8", "9", "10", "11"))[: len(sizes)]
        tree = {f"{name}/": b"" for name in self._rng.permutation(names).tolist()}
        right, losses = [], {scale: [] for scale in self._scales()}
        for number, label in enumerate(np.repeat(np.arange(len(sizes)), sizes).tolist()):
            is_right = number % 3 > 0  # two of three are
            block = blocks[number % len(blocks)] if blocks else None
            picture = self.draw(
                block,
                # Whoever leaves out one kind of file gets another accuracy.
                "JPEG" if block and not is_right and all(side % 8 == 0 for side in block) else "PNG",
                lambda probabilities, label=label, is_right=is_right: (probabilities.argmax() == label) == is_right,
            )
            probabilities = self._probabilities(picture.colours)
            right.append(probabilities.argmax() == label)
            for scale, values in losses.items():
                values.append(-np.log(self._probabilities(scale * picture.colours)[label]))
            tree[f"{names[label]}/{self._rng.integers(10**6):06d}-{number}.{picture.ending}"] = picture.content
        answer = self._student.evaluate_folder(self._path, self._files.write(tree), self._preprocess)
        numbers = ", ".join(f'"{name}" ({size})' for name, size in zip(names, sizes, strict=True))
        called(f'evaluate_folder("model.keras", folder, preprocess) with {self._words}; in the folder: {numbers}')
        found = [expect_number(value) for value in expect_list(answer, 2)]
        means = [float(np.mean(values)) for values in losses.values()]
        return found, [next((each for each in means if abs(each - found[0]) < _EXACT), means[0]), float(np.mean(right))]


def _are_close(asked: Asked, due: Asked) -> bool:
    return asked.counts() == due.counts() and all(
        np.allclose(*rows, rtol=0, atol=_EXACT) for rows in zip(asked.values(), due.values(), strict=True)
    )


def _pairs(entry: Any) -> Pairs:
    pairs = expect_list(entry)
    for pair in pairs:
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not isinstance(pair[0], str):
            got = f"the pair ({', '.join(map(display.short, pair))})" if isinstance(pair, list | tuple) else None
            malformed(got=got or display.kind(pair), expected="pairs of a name and a probability, for each picture")
    return [(name, expect_number(value)) for name, value in pairs]
