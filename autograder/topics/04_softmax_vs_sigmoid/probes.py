"""Probes that ask a classifier head what kind of function it is, whatever weights it was born with.

They run beside the student's code and hold no expected values.
"""

from typing import Any

import keras
import numpy as np

_NO_KERNELS = ("bias", "beta", "gamma")


def answers_with_random_kernels(model: keras.Model, x: np.ndarray, seed: int, scales: list[float]) -> list[Any]:
    """What `model(x)` gives after every kernel of `model` was drawn again, twice for each of `scales`.

    A kernel is a weight with two axes or more, or a vector that learns and is not a bias; the weights of normalization
    layers stay as they are. Each draw is used twice, the second time with the opposite sign.

    Args:
        model: Any model from `x` to one array of answers; its kernels are changed.
        x: Float array (n, num_features).
        seed: The same seed gives the same kernels to models with the same weights.
        scales: Standard deviation of the normal values of each draw. Large ones drive a softmax or a sigmoid to its
            ends.

    Returns:
        The answers as they come, in prediction mode.
    """
    # A subclassed model has no weights before its first call.
    model(x)
    generator = np.random.default_rng(seed)
    kernels = [weight for weight in model.weights if _is_kernel(weight)]
    answers = []
    for scale in scales:
        drawn = [generator.normal(0.0, scale, size=tuple(kernel.shape)) for kernel in kernels]
        for sign in (1, -1):
            for kernel, values in zip(kernels, drawn, strict=True):
                kernel.assign(sign * values)
            answers.append(model(x))
    return answers


def _is_kernel(weight: keras.Variable) -> bool:
    axes = len(weight.shape)
    return axes >= 2 or (axes == 1 and weight.trainable and weight.name not in _NO_KERNELS)
