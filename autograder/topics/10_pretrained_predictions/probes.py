"""Probes that make a network, and a function that preprocesses for one.

They run beside the student's code and hold no expected values.
"""

from collections.abc import Callable, Mapping
from typing import Any

import keras
import numpy as np

from autograder.datasets import backbones


def preprocess(mean: np.ndarray, spread: np.ndarray) -> Callable[[Any], Any]:
    """A `preprocess_input`: red, green and blue less their means, by their spreads, in a new array or tensor."""

    def preprocess_input(x: Any) -> Any:
        if keras.ops.is_tensor(x):
            return (keras.ops.cast(x, "float32") - mean.astype(np.float32)) / spread.astype(np.float32)
        return ((np.asarray(x, np.float32) - mean) / spread).astype(np.float32)

    return preprocess_input


def classifier(weights: Mapping[str, np.ndarray], size: int) -> keras.Model:
    """`mini_xception` with its top and these weights, by the names of layer and weight, for images of this size."""
    model = backbones.mini_xception((size, size, 3), weights=None)
    for layer in model.layers:
        layer.set_weights([weights[f"{layer.name}/{weight.name}"] for weight in layer.weights])
    return model


def minus_one_to_one() -> Callable[[Any], Any]:
    """The `preprocess_input` of `mini_xception`."""
    return preprocess(np.full(3, 127.5), np.full(3, 127.5))
