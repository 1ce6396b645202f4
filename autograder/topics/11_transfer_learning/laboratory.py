"""Bases whose weights are known, and what NumPy makes of them."""

import numpy as np

_EPSILON = 1e-3  # of BatchNormalization


def base_weights(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A kernel for `probes.own.base_of`, and the four weights of its BatchNormalization."""
    features = int(rng.integers(4, 8))
    norm = np.stack([rng.uniform(*ends, size=features) for ends in ((0.5, 2), (-0.5, 0.8), (-1, 1), (0.3, 3))])
    return rng.normal(size=(3, features)).astype(np.float32), norm.astype(np.float32)


def known_vectors(images: np.ndarray, kernel: np.ndarray, norm: np.ndarray, scaled: bool = True) -> np.ndarray:
    """The vectors of these images, for a base with these weights, (n, features)."""
    x = images.astype(float)
    if scaled:
        axes = (1, 2, 3)
        x = (x - x.mean(axes, keepdims=True)) / x.std(axes, keepdims=True)
    gamma, beta, mean, variance = norm
    return np.maximum(gamma * (x @ kernel - mean) / np.sqrt(variance + _EPSILON) + beta, 0).mean(axis=(1, 2))
