"""Networks for images that students build: what they answer, and what happens on the way, once kernels are random."""

from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from autograder.checking import Handle, expect, expect_integer, expect_list, expect_shape

_ROUNDED_TO_0 = 1e-6  # what is less may be 0 in the precision of some network


class Network:
    """A model that gives `num_classes` probabilities for each image of `x`.

    Args:
        x: float (n, height, width, channels).
        seed: Of the random kernels.
    """

    def __init__(self, model: Handle, probes: Any, x: np.ndarray, num_classes: int, seed: int):
        self.model, self.x, self.num_classes = model, x.astype(np.float32), num_classes
        self._probes, self._seed = probes, seed

    def answers(self, scale: float) -> np.ndarray:
        """Its answers where the scores are larger by about the third power of `scale`, or more."""
        self._draw(scale)
        return self._answers_to(self.x)

    def _draw(self, scale: float) -> None:
        self._probes.layers.draw_weights(self.model, self.x, scale, self._seed)

    def _answers_to(self, x: np.ndarray) -> np.ndarray:
        return expect(self._probes.models.answers(self.model, x, False), dtype=float)[0]

    @cached_property
    def usual(self) -> np.ndarray:
        return self.answers(1.0)

    @property
    def shape(self) -> list[int]:
        """Shape of the answers; that of one sigmoid unit counts as that of two classes."""
        is_single = self.num_classes == 2 and self.usual.shape == (len(self.x), 1)
        return [len(self.x), 2] if is_single else list(self.usual.shape)

    @cached_property
    def rows(self) -> np.ndarray:
        """The answers as one probability for each class."""
        given = self.usual.reshape(-1, self.usual.shape[-1])
        return np.concatenate([1 - given, given], axis=1) if given.shape[1] == 1 else given

    @property
    def ties(self) -> bool:
        """Whether several classes share the lowest probability and others do not, in many images, and not at 0."""
        rows = np.sort(self.rows, axis=1)
        tied = (rows[:, 0] == rows[:, 1]) & (rows[:, 1] < rows[:, -1]) & (rows[:, 0] > _ROUNDED_TO_0)
        return bool(tied.mean() > 0.2)

    @property
    def is_steady(self) -> bool:
        """Whether the same images get the same answers again, outside of training."""
        usual = self.usual
        self._draw(1.0)
        return bool(np.abs(self._answers_to(self.x) - usual).max() < 1e-4)

    @property
    def unseen(self) -> list[str]:
        """The corners of the images, a third of each side large, that no answer depends on."""
        high, wide = (max(side // 3, 1) for side in self.x.shape[1:3])
        rows = {"top": slice(high), "bottom": slice(-high, None)}
        columns = {"left": slice(wide), "right": slice(-wide, None)}
        found, usual = [], self.usual
        self._draw(1.0)
        for (row, rows_in), (column, columns_in) in product(rows.items(), columns.items()):
            changed = self.x.copy()
            changed[:, rows_in, columns_in] += 1 + self.x[::-1, :high, :wide]
            if np.array_equal(self._answers_to(changed), usual):
                found.append(f"{row} {column}")
        return found

    @cached_property
    def declared(self) -> list[int]:
        """Shape of an image that the model says it is for; what it leaves open is as in `x`."""
        own = list(self.x.shape[1:])
        given = expect_list(self._probes.layers.declared_shape(self.model)) or own
        return [expect_integer(size) if size is not None else own[min(i, 2)] for i, size in enumerate(given)]

    @cached_property
    def parts(self) -> list[tuple[str, bool, int]]:
        """What happens to the images, in order, as the probe says it."""
        self._draw(1.0)
        found = [expect_list(part, 3) for part in expect_list(self._probes.layers.parts(self.model, self.x))]
        return [(str(kind), bends is True, expect_integer(area)) for kind, bends, area in found]

    def blocks(self, pooling: str = "max", least: int = 2) -> int:
        """How often pooling of this kind follows a convolution that sees at least so many pixels at a time."""
        count, waits = 0, False
        for kind, _, area in self.parts:
            waits = waits or area >= least
            if kind == pooling and waits:
                count, waits = count + 1, False
        return count

    def straight(self) -> list[str]:
        """Layers with a kernel, but for the last one, after which nothing bends before the next: "Conv2D 2"."""
        found: list[tuple[str, bool]] = []
        for kind, bends, _ in self.parts:
            if kind in ("Conv2D", "Dense"):
                number = 1 + sum(name.startswith(kind) for name, _ in found)
                found.append((f"{kind} {number}", bends))
            elif found:
                found[-1] = (found[-1][0], found[-1][1] or bends)
        return [name for name, bends in found[:-1] if not bends]

    def size(self) -> int:
        """How many numbers the weights hold."""
        pairs = [expect_list(pair, 2) for pair in expect_list(self._probes.models.weight_shapes(self.model, self.x))]
        return sum(int(np.prod(expect_shape(shape))) for _, shape in pairs)
