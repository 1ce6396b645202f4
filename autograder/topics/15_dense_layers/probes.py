"""Probes that give students' functions accuracies to work with. They run beside the student's code."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np


def answer_pair(model: keras.Model, x: np.ndarray) -> list[np.ndarray]:
    """What `model` gives for `x` at prediction and in training."""
    return [keras.ops.convert_to_numpy(model(x, training=training)) for training in (False, True)]


def compared(
    function: Callable[..., Any], inners: Sequence[tuple[int, ...]], seeds: Sequence[int], table: np.ndarray
) -> tuple[Any, int]:
    """What `function(measure, inners, seeds)` returns, and how often it measured the same at most.

    What it returns is a list of keys and values where it is a dictionary.

    Args:
        table: The accuracies that `measure` gives, (inners, seeds).
    """
    known = {
        (tuple(inner), seed): float(table[row, column])
        for row, inner in enumerate(inners)
        for column, seed in enumerate(seeds)
    }

    calls: Counter[tuple[tuple[int, ...], int]] = Counter()

    def measure(inner: Sequence[int], seed: int) -> float:
        try:
            accuracy = known[tuple(inner), int(seed)]
        except (KeyError, TypeError):
            raise ValueError(f"measure was called with {inner!r} and {seed!r}, not with an inner and a seed") from None
        calls[tuple(inner), int(seed)] += 1
        return accuracy

    answer = function(measure, list(inners), list(seeds))
    return list(answer.items()) if isinstance(answer, dict) else [("", answer)], max(calls.values(), default=0)
