"""Places that are dropped each on its own are told from those that hang together."""

from collections.abc import Callable

import numpy as np
import pytest

from autograder import topics

laboratory = topics.load("08_dropout", "laboratory")
SHAPE = (1000, 200)
INDEPENDENT = "each value on its own"

Mask = Callable[[np.random.Generator, np.ndarray], np.ndarray]


def pattern_of(mask: Mask, seed: int, shape: tuple[int, ...] = SHAPE) -> str:
    rng = np.random.default_rng(seed)
    x = laboratory.values_to_drop(rng, shape)
    return laboratory.pattern(np.where(mask(rng, x), 0, x), x)


@pytest.mark.parametrize("shape", [SHAPE, (10, 10, 10, 200), (200_000,), (1, 200_000)])
@pytest.mark.parametrize(
    "mask",
    [
        lambda rng, x: rng.random(x.shape) < 0.2,
        lambda rng, x: rng.permutation(x.size).reshape(x.shape) < 0.2 * x.size,
        lambda rng, x: np.argsort(rng.random((1000, 200))).reshape(x.shape) < 40,
    ],
    ids=["one draw each", "an exact number", "an exact number in each 200"],
)
def test_what_is_dropped_at_random_shows_no_pattern(mask: Mask, shape: tuple[int, ...]):
    assert {pattern_of(mask, seed, shape) for seed in range(3)} == {INDEPENDENT}


@pytest.mark.parametrize(
    ("mask", "found"),
    [
        (lambda rng, x: np.broadcast_to(rng.random(x.shape[1]) < 0.2, x.shape), "the same places in each row"),
        (lambda rng, x: np.broadcast_to(rng.random((len(x), 1)) < 0.2, x.shape), "whole rows, not single values"),
        (lambda rng, x: np.roll(np.arange(x.size) < 0.2 * x.size, 77).reshape(x.shape), "neighbours together"),
        (lambda rng, x: (rng.random(x.size // 2) < 0.2).repeat(2).reshape(x.shape), "neighbours together"),
        (lambda rng, x: (rng.random((len(x) // 2, 200)) < 0.2).repeat(2, axis=0), "after 200 values"),
        (lambda rng, x: np.tile(rng.random((20, 200)) < 0.2, (50, 1)), "after 4,000 values"),
        (lambda rng, x: np.abs(x) < np.quantile(np.abs(x), 0.2), "values chosen by their size"),
        (lambda rng, x: x < np.quantile(x, 0.2), "values chosen by their size"),
    ],
    ids=["rows alike", "whole rows", "a block", "pairs", "rows in pairs", "a repeated table", "small", "negative"],
)
def test_what_hangs_together_is_found(mask: Mask, found: str):
    assert pattern_of(mask, 0).endswith(found)
