"""Probes that train a small network for real until it collapses, and ask the file that was saved on the way.

They run beside the student's code and hold no expected values.
"""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from autograder.probes.callbacks import quiet


def train(
    function: Callable[..., Any],
    training: tuple[np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray],
    test: tuple[np.ndarray, np.ndarray],
    epochs: int,
    good_epochs: int,
    folder: str,
) -> None:
    """Call `function(model, train, validation, test, epochs, folder)` on a network that learns and then collapses.

    It is a small convolutional network with batch normalization. After `good_epochs` epochs of batches of 32 the
    learning rate of its schedule is thousands of times too high.

    Args:
        function: Trains the model and saves it in `folder`; what it returns is not looked at.
        training, validation, test: Images (n, size, size, channels), and labels from 0.
        epochs, folder: Passed on.
        good_epochs: See above.
    """
    images, labels = training
    rates = keras.optimizers.schedules.PiecewiseConstantDecay([good_epochs * -(-len(labels) // 32)], [3e-3, 10.0])
    layers = [keras.Input(images.shape[1:]), keras.layers.Rescaling(1 / 255)]
    for filters in (8, 16):
        layers += [keras.layers.Conv2D(filters, 3, strides=2), keras.layers.BatchNormalization(momentum=0.8)]
        layers += [keras.layers.ReLU()]
    layers += [keras.layers.Flatten(), keras.layers.Dense(int(labels.max()) + 1, activation="softmax")]
    model = keras.Sequential(layers)
    model.compile(keras.optimizers.Adam(rates), "sparse_categorical_crossentropy", metrics=["accuracy"])
    with quiet():
        function(model, training, validation, test, epochs, folder)


def answers(path: str, images: np.ndarray, training: bool = False) -> np.ndarray:
    """What the whole model in this file says to images, (n, classes), in prediction or in training mode."""
    with quiet():
        model = keras.models.load_model(path)
        return keras.ops.convert_to_numpy(model(images, training=training))
