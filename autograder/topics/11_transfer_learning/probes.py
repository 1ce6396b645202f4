"""Probes of 11: bases to be asked, and the weights of what a student builds on them.

They run beside the student's code and hold no expected values.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import keras
import numpy as np

from autograder.probes.preprocessing import for_batches


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
        x = keras.layers.LayerNormalization([1, 2, 3], epsilon=1e-9, center=False, scale=False, name="scaled")(x)
    convolution = keras.layers.Conv2D(kernel.shape[1], 1, use_bias=False, name="features")
    normalization = keras.layers.BatchNormalization(name="norm")
    x = keras.layers.ReLU(name="relu")(normalization(convolution(x)))
    x = keras.layers.Dropout(0.5, name="drop")(x)
    if vectors:
        x = keras.layers.GlobalAveragePooling2D(name="averages")(x)
    convolution.set_weights([kernel[None, None]])
    normalization.set_weights(list(norm))
    return keras.Model(inputs, x, name=name)


def means_of(shape: Sequence[int]) -> keras.Model:
    """A base whose vectors are the averages of the channels."""
    inputs = keras.Input(tuple(shape))
    return keras.Model(inputs, keras.layers.GlobalAveragePooling2D(name="averages")(inputs), name="base")


def branched(shape: Sequence[int], width: int, names: Sequence[str]) -> keras.Model:
    """A convolution, a branch of two behind it and one of one, and their sum: the layers of these names in order."""
    inputs = keras.Input(tuple(shape))
    first, *beside, short = (
        keras.layers.Conv2D(width, 3, padding="same", activation="elu", name=name) for name in names[:4]
    )
    before = first(inputs)
    both = [beside[1](beside[0](before)), short(before)]
    return keras.Model(inputs, keras.layers.Add(name=names[4])(both), name="base")


def preprocess_of(module: str) -> Callable[..., Any]:
    """The `preprocess_input` of a module of `keras.applications`, for batches only."""
    return for_batches(getattr(keras.applications, module).preprocess_input)


def ends_in_value_error(load_base: Callable[..., Any]) -> Callable[..., None]:
    """A function that calls `load_base`, and raises what it raises, but a ValueError."""

    def ends(*arguments: Any) -> None:
        with suppress(ValueError):
            load_base(*arguments)

    return ends


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
