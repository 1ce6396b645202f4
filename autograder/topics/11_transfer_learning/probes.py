"""Probes of 11: bases to be asked, and the weights of what a student builds on them.

They run beside the student's code and hold no expected values.
"""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np


def base_of(
    shape: Sequence[int], kernel: np.ndarray, norm: np.ndarray, vectors: bool, scaled: bool, name: str = "base"
) -> keras.Model:
    """A 1x1 convolution with BatchNormalization, ReLU and Dropout, under a layer that standardizes each image.

    Args:
        kernel: (channels, features).
        norm: BatchNormalization's four weights, (4, features).
        vectors: Whether it ends in an average over the image.
        scaled: Whether images are standardized first, so that their scale does not matter.
    """
    x = inputs = keras.Input(tuple(shape))
    if scaled:
        x = keras.layers.LayerNormalization(axis=[1, 2, 3], epsilon=1e-9, center=False, scale=False)(x)
    convolution = keras.layers.Conv2D(kernel.shape[1], 1, use_bias=False, name="features")
    normalization = keras.layers.BatchNormalization(name="norm")
    x = keras.layers.ReLU(name="relu")(normalization(convolution(x)))
    x = keras.layers.Dropout(0.5, name="dropout")(x)
    if vectors:
        x = keras.layers.GlobalAveragePooling2D(name="average")(x)
    convolution.set_weights([kernel[None, None]])
    normalization.set_weights(list(norm))
    return keras.Model(inputs, x, name=name)


def means_of(shape: Sequence[int]) -> keras.Model:
    """A base whose vectors are the averages of the channels."""
    inputs = keras.Input(tuple(shape))
    return keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(inputs), name="base")


def parts(model: keras.Model, base: keras.Model, x: np.ndarray) -> list[list[Any]]:
    """The kernels of `model`, those of the base first: "base: features/kernel", the shape, and whether it learns."""
    model(x, training=False)
    inside, learning = {id(weight) for weight in base.weights}, {id(weight) for weight in model.trainable_weights}
    return [
        [
            f"{'base' if id(weight) in inside else 'head'}: {'/'.join(weight.path.split('/')[-2:])}",
            [int(size) for size in weight.shape],
            id(weight) in learning,
        ]
        for weight in model.weights
        if weight.name in ("kernel", "gamma")
    ]
