"""Many small choices from one generator, quickly."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")


class Dice:
    """Numbers and choices from a generator that draws uniform numbers by the hundred."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self._numbers: list[float] = []

    def unit(self) -> float:
        """From 0 to below 1."""
        if not self._numbers:
            self._numbers = self.rng.random(128).tolist()
        return self._numbers.pop()

    def between(self, low: float, high: float) -> float:
        """From `low` to below `high`."""
        return low + (high - low) * self.unit()

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int((high - low + 1) * self.unit())

    def chance(self, share: float) -> bool:
        """True in `share` of all cases."""
        return self.unit() < share

    def pick(self, options: Sequence[T]) -> T:
        """One of the options; one that shall come more often stands there more than once."""
        return options[int(len(options) * self.unit())]
