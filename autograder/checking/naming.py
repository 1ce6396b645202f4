"""Give a mistake its name: only where what came back is what that mistake predicts, and no other known one."""

from collections.abc import Iterable

import numpy as np


def agree(got: np.ndarray, predicted: np.ndarray, tolerance: float = 1e-5) -> bool:
    """Whether `got` has the shape and the values of `predicted`, nan for nan.

    Args:
        tolerance: Absolute. The default is what float32 on the way may cost values near 1.
    """
    return np.shape(got) == np.shape(predicted) and np.allclose(got, predicted, rtol=0, atol=tolerance, equal_nan=True)


def name_of(got: np.ndarray, predictions: Iterable[tuple[str, np.ndarray]], tolerance: float = 1e-5) -> str | None:
    """The one mistake that predicts `got`; None if there is none, or more than one.

    Args:
        predictions: Pairs of a mistake's name and what it gives. A name may come more than once, where a mistake can
            be written in several ways.
    """
    names = {name for name, predicted in predictions if agree(got, predicted, tolerance)}
    return names.pop() if len(names) == 1 else None
