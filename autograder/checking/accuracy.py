"""The `accuracy` fixture: a check trains the student's piece in a stated budget, and compares one number.

The number is an accuracy on images whose labels the sandbox never had, or a difference of two on the same images;
higher is better. The threshold was measured beforehand, on right answers and on known mistakes.
"""

from collections.abc import Callable, Sequence

import numpy as np

from autograder.checking.failure import called as show_call
from autograder.checking.failure import fail, note

_ATTEMPTS = 2
_AGAIN = "with new images and new initial weights"


def share(value: float) -> str:
    """An accuracy as it is shown: `0.873`."""
    return f"{value:.3f}"


class Accuracy:
    """Measures, and compares with the calibrated threshold.

    Args:
        tier: "cpu" or "gpu": a check picks image size and budget by it.
        threshold: The least value that passes; None where none was measured, or where it is being measured.
        begin: Gives the generator of an attempt (1, 2) after putting the sandbox into a fresh state.
        lender: The name of the backend that the threshold was measured on, if it is another than the one that trains.

    Attributes:
        measured: The values of the attempts so far.
    """

    def __init__(
        self, tier: str, threshold: float | None, begin: Callable[[int], np.random.Generator], lender: str = ""
    ):
        self.tier = tier
        self.threshold = threshold
        self.measured: list[float] = []
        self._begin = begin
        self._lender = lender

    def measure(
        self,
        attempt: Callable[[np.random.Generator], float],
        *,
        called: str = "",
        what: str = "accuracy",
        shown: Callable[[float], str] = share,
        why: str | None = None,
        looks_like: str | None = None,
        try_it: str | Sequence[str] | None = None,
    ) -> None:
        """End the check unless `attempt` reaches the threshold, at once or in a second try.

        Args:
            attempt: One whole procedure with this generator, from new images and initial weights to a number. No
                handle outlives an attempt: it makes all of them itself.
            called: What is shown as the call, such as "200 images, 8 epochs, then 400 fresh images".
            what: What the number is, for messages.
            shown: How the number is written.
        """
        if self._lender:
            note(f"The threshold was measured on {self._lender}; a test has shown that the values are the same there.")
        for count in range(1, _ATTEMPTS + 1):
            value = float(attempt(self._begin(count)))
            if called:
                show_call(called)
            self.measured.append(value)
            if self.threshold is None:
                note(f"{what} {shown(value)}; no threshold was measured for this, so it is shown and not graded.")
                return
            if value >= self.threshold:
                again = f", in a second attempt {_AGAIN} (the first: {shown(self.measured[0])})" if count > 1 else ""
                margin = value - self.threshold
                note(f"{what} {shown(value)}, at least {shown(self.threshold)} needed (margin {margin:+.3f}){again}.")
                return
        first, second = map(shown, self.measured)
        short = self.threshold - max(self.measured)
        fail(
            got=f"{what} {first}, and {second} {_AGAIN}",
            expected=f"at least {shown(self.threshold)}; the better of the two is {short:.3f} below",
            why=why,
            looks_like=looks_like,
            try_it=try_it,
        )
