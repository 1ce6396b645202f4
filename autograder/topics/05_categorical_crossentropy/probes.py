"""Probes that use a loss as `compile` takes it, on plain arrays and in a training step.

They run beside the student's code and hold no expected values.
"""

from typing import Any

import keras
import numpy as np


def value(loss: Any, labels: np.ndarray, outputs: np.ndarray) -> Any:
    """What a model that was compiled with `loss` makes of one batch.

    The outputs are given as an array and not made by layers, so Keras cannot see how they came about.

    Args:
        loss: A name, a function, a loss object or whatever else `compile` accepts.
        labels: In the form that the loss is for.
        outputs: Float array (n, num_classes).
    """
    model = keras.Sequential([keras.Input(outputs.shape[1:]), keras.layers.Identity()])
    model.compile(loss=loss)
    return model.compute_loss(y=labels, y_pred=keras.ops.convert_to_tensor(outputs, dtype="float32"))


def moved_by_one_step(loss: Any, labels: np.ndarray, num_classes: int, activation: str | None) -> float:
    """How far the weights of one Dense layer move, at most, in one training step with this loss.

    Args:
        labels: One for each image of the batch, in the form that the loss is for.
        activation: That of the layer.
    """
    dense = keras.layers.Dense(num_classes, activation=activation)
    model = keras.Sequential([keras.Input((3,)), dense])
    model.compile(optimizer=keras.optimizers.SGD(1.0), loss=loss, run_eagerly=True)
    before = dense.get_weights()
    model.train_on_batch(np.random.default_rng(0).normal(size=(len(labels), 3)), labels)
    return max(float(np.abs(new - old).max()) for new, old in zip(dense.get_weights(), before, strict=True))
