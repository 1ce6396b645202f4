"""How long the rest of a class will take, from what was graded so far."""

import time
from collections import Counter
from collections.abc import Callable, Iterable

_ENOUGH = 3  # pieces of work, and as many seconds: before that, a guess would jump about
_FIRST = 1.0


class Remaining:
    """An estimate that follows the clock and the exercises: they differ in what they cost.

    Args:
        pieces: The exercise of each piece of work, as often as it is to be graded.
    """

    def __init__(self, pieces: Iterable[str], clock: Callable[[], float] = time.monotonic):
        self._left = Counter(pieces)
        self._done: Counter[str] = Counter()
        self._cost: dict[str, float] = {}
        self._clock = clock
        self._began = clock()

    def finished(self, exercise: str, seconds: float) -> None:
        """One piece more is graded, in so many seconds of its own."""
        self._left[exercise] -= 1
        self._done[exercise] += 1
        self._cost[exercise] = self._cost.get(exercise, 0.0) + seconds

    @property
    def seconds(self) -> float | None:
        """Of the clock, until all is graded; None while too little is known.

        What several jobs, a busy machine and all that is not grading make of it shows in how long the clock took for
        what is done.
        """
        passed = self._clock() - self._began
        spent = sum(self._cost.values())
        if sum(self._done.values()) < _ENOUGH or passed < _FIRST or not spent:
            return None
        average = spent / sum(self._done.values())
        left = sum(count * self._average(exercise, average) for exercise, count in self._left.items())
        return left * passed / spent

    def _average(self, exercise: str, otherwise: float) -> float:
        done = self._done[exercise]
        return self._cost[exercise] / done if done else otherwise
