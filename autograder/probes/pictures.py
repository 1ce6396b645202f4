"""Probes for pictures: they train a student's model, or let a student's function train, and show what came of it.

They run beside the student's code and hold no expected values.
"""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np


def prepare(model: keras.Model, loss: str) -> None:
    """Compile `model` for a step of plain gradient descent."""
    model.compile(optimizer="sgd", loss=loss, run_eagerly=True)


def answers_after_training(
    model: keras.Model, x: np.ndarray, y: np.ndarray, loss: str, steps: int, points: np.ndarray
) -> np.ndarray:
    """Train `model` for so many steps, each on the whole of `x` and `y`, then give its answers for `points`.

    Args:
        model: Any model from `x` to one array of answers; it is compiled and trained.
        loss: As `compile` takes it.
    """
    # Tracing would cost more than these few steps do.
    model.compile(optimizer=keras.optimizers.Adam(0.1), loss=loss, run_eagerly=True)
    for _ in range(steps):
        model.train_on_batch(x, y)
    return keras.ops.convert_to_numpy(model(points, training=False))


def on_small_images(
    function: Callable[..., Any],
    train: tuple[np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray],
    target: float,
    max_epochs: int,
) -> Any:
    """What `function(model, train, validation, target, max_epochs)` returns for a small compiled classifier.

    Args:
        train, validation: (images of one size, labels from 0).
    """
    images, labels = train
    model = keras.Sequential(
        [
            keras.Input(images.shape[1:]),
            keras.layers.Flatten(),
            keras.layers.Dense(int(labels.max()) + 1, activation="softmax"),
        ]
    )
    optimizer = keras.optimizers.Adam(0.003)
    model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    result = function(model, train, validation, target, max_epochs)
    history = result[1] if isinstance(result, tuple | list) and len(result) == 2 else None
    return (result[0], dict(history)) if isinstance(history, dict) else result


def logits_while_training(
    loss: Any, x: np.ndarray, y: np.ndarray, others: np.ndarray, num_classes: int, steps: int, learning_rate: float
) -> tuple[np.ndarray, np.ndarray]:
    """Train one Dense layer by plain gradient descent, from weights that are 0, and show its answers on the way.

    Args:
        loss: As `compile` takes it.
        x, y: float32 (n, num_features) and labels in the form that the loss is for; each step uses all of them.
        others: float32 (m, num_features), which the layer never learns from.

    Returns:
        Logits for `x` and for `others` before the first step and after each, (steps + 1, n, num_classes) and
        (steps + 1, m, num_classes).
    """
    dense = keras.layers.Dense(num_classes, use_bias=False, kernel_initializer="zeros")
    model = keras.Sequential([keras.Input(x.shape[1:]), dense])
    model.compile(optimizer=keras.optimizers.SGD(learning_rate), loss=loss, run_eagerly=True)
    kernels = [dense.get_weights()[0]]
    for _ in range(steps):
        model.train_on_batch(x, y)
        kernels.append(dense.get_weights()[0])
    return tuple(np.stack([images @ kernel for kernel in kernels]) for images in (x, others))
