"""Histories to ask with."""

from collections.abc import Sequence

import numpy as np

History = dict[str, list[float]]
NAMES = ("loss", "accuracy", "val_loss", "val_accuracy")


def drawn(rng: np.random.Generator, epochs: int, names: Sequence[str] = NAMES, best: int | None = None) -> History:
    """A history in which all values of a curve differ, and all curves: losses of 0.4 to 2.6, others of 0.1 to 0.9.

    Args:
        best: The place of the best value of the first name, from 0.
    """
    history: History = {}
    for offset, name in zip(rng.permutation(len(names)), names, strict=True):
        ends = (0.4, 2.6) if "loss" in name else (0.1, 0.9)
        # Curves that were the same could not be told from each other in a figure.
        values = rng.permutation(np.linspace(*ends, epochs) + 0.002 * offset).round(3)
        if best is not None and name == names[0]:
            now = int(values.argmin() if "loss" in name else values.argmax())
            values[[now, best]] = values[[best, now]]
        history[name] = values.tolist()
    return history


def turning(rng: np.random.Generator, val_loss: Sequence[float]) -> History:
    """A history with this validation loss. All the others get better with every epoch."""
    history = drawn(rng, len(val_loss))
    better = {name: sorted(values, reverse="loss" in name) for name, values in history.items()}
    return better | {"val_loss": list(map(float, val_loss))}
