"""Bases whose weights are known, and what NumPy makes of them; a base with two branches."""

import numpy as np

from autograder.laboratories.small_bases import Base

_EPSILON = 1e-3  # of BatchNormalization


def base_weights(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A kernel for `probes.own.base_of`, and the four weights of its BatchNormalization."""
    features = int(rng.integers(4, 8))
    norm = np.stack([rng.uniform(*ends, size=features) for ends in ((0.5, 2), (-0.5, 0.8), (-1, 1), (0.3, 3))])
    return rng.normal(size=(3, features)).astype(np.float32), norm.astype(np.float32)


def branched(rng: np.random.Generator) -> tuple[Base, str]:
    """A base as `probes.own.branched` makes it, and where it is to be cut; that name is part of another."""
    name = str(rng.choice(["conv", "mix", "entry"]))
    names = (f"pre_{name}", "beside_a", "beside_b", name, "sum")
    layers = tuple(("add" if each == "sum" else "conv", each) for each in names)
    return Base(layers, "two branches that are added", width=int(rng.integers(6, 11))), name


def known_vectors(images: np.ndarray, kernel: np.ndarray, norm: np.ndarray, scaled: bool = True) -> np.ndarray:
    """The vectors of these images, for a base with these weights, (n, features)."""
    x = images.astype(float)
    if scaled:
        axes = (1, 2, 3)
        x = (x - x.mean(axes, keepdims=True)) / x.std(axes, keepdims=True)
    gamma, beta, mean, variance = norm
    return np.maximum(gamma * (x @ kernel - mean) / np.sqrt(variance + _EPSILON) + beta, 0).mean(axis=(1, 2))
