"""Probes that let a student's function train a model whose course is known, and that train on a student's batches.

They run beside the student's code and hold no expected values.
"""

import warnings
from collections.abc import Callable
from itertools import pairwise
from math import prod
from typing import Any

import keras
import numpy as np

from autograder.probes.callbacks import learning_model, without_progress_bars
from autograder.probes.feeding import batches
from autograder.probes.layers import calls_go_through


def global_poolings(model: keras.Model, x: np.ndarray) -> int:
    """How often maps become a single number each on the way of `x` through `model`, in a layer or between two."""
    shapes: list[tuple[int, ...]] = []
    usual = keras.Layer.__call__

    def watched(layer: keras.Layer, *arguments: Any, **options: Any) -> Any:
        before = len(shapes)
        outputs = usual(layer, *arguments, **options)
        if len(shapes) == before and arguments and all(map(keras.ops.is_tensor, (arguments[0], outputs))):
            shapes.extend(tuple(map(int, each.shape)) for each in (arguments[0], outputs))
        return outputs

    with calls_go_through(watched):
        model(keras.ops.convert_to_tensor(x), training=False)
    return sum(
        len(one) == 4 and prod(one[1:3]) > 1 and prod(other[1:]) == other[-1] == one[3]
        for one, other in pairwise(shapes)
    )


def trained(
    function: Callable[..., Any],
    train: tuple[np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray],
    batch_sizes: tuple[int, int],
    is_dataset: bool,
    target: float,
    max_epochs: int,
) -> tuple[Any, int]:
    """What `function(model, train, validation, target, max_epochs)` returns, for the model of `learning_model`.

    Args:
        train, validation: Images and labels, which are given to it in batches of `batch_sizes`.

    Returns:
        The answer, and how many steps the optimizer that the model came with has made.
    """
    model = learning_model()
    optimizer = model.optimizer
    parts = [batches(*part, size, is_dataset) for part, size in zip((train, validation), batch_sizes, strict=True)]
    with without_progress_bars(), warnings.catch_warnings():
        # Keras tells whoever gives `fit` a Dataset that it will not shuffle it. Ours is shuffled.
        warnings.filterwarnings("ignore", message="`shuffle=True` was passed")
        answer = function(model, *parts, target, max_epochs)
    return answer, int(optimizer.iterations)


def learnt(batches: Any, size: int, num_classes: int, epochs: int, images: np.ndarray) -> np.ndarray:
    """Train a small network on `batches` of grey images, then give its answers to `images`, (n, num_classes)."""
    layers = [keras.Input((size, size, 1))]
    for filters in (16, 32):
        layers += [keras.layers.Conv2D(filters, 3, activation="relu"), keras.layers.MaxPooling2D()]
    layers += [
        keras.layers.Flatten(),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(num_classes, activation="softmax"),
    ]
    model = keras.Sequential(layers)
    model.compile(keras.optimizers.Adam(0.002), "sparse_categorical_crossentropy")
    model.fit(batches, epochs=epochs, verbose=0)
    return keras.ops.convert_to_numpy(model(images, training=False))
