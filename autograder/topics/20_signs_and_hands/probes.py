"""Probes that let a student's function train a model whose course is known, and that train on a student's batches.

They run beside the student's code and hold no expected values.
"""

import warnings
from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from autograder.probes.callbacks import learning_model, without_progress_bars
from autograder.probes.feeding import batches


def trained(
    function: Callable[..., Any],
    train: tuple[np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray],
    batch_size: int,
    is_dataset: bool,
    target: float,
    max_epochs: int,
) -> tuple[Any, int]:
    """What `function(model, train, validation, target, max_epochs)` returns, for the model of `learning_model`.

    Args:
        train, validation: Images and labels, which are given to it in batches of `batch_size`.

    Returns:
        The answer, and how many steps the optimizer that the model came with has made.
    """
    model = learning_model()
    optimizer = model.optimizer
    parts = [batches(*part, batch_size, is_dataset) for part in (train, validation)]
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
