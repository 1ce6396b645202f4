"""Probes that read batches of images from generators and datasets, and that train and ask small models with them.

They run beside the student's code and hold no expected values.
"""

from itertools import islice
from typing import Any

import keras
import numpy as np


def one_pass(batches: Any, most: int) -> list[Any]:
    """The batches of one pass, in order, as they come.

    A `PyDataset` is read by index, and told that an epoch has ended, as `fit` does; anything else is iterated over.

    Args:
        most: No more than this number of batches is read.
    """
    if not isinstance(batches, keras.utils.PyDataset):
        return list(islice(batches, most))
    taken = [batches[index] for index in range(min(len(batches), most))]
    batches.on_epoch_end()
    return taken


def linear_classifier(size: tuple[int, int], kernel: np.ndarray, bias: np.ndarray) -> keras.Model:
    """A model that looks at every pixel by itself: softmax(flattened images @ kernel + bias).

    Args:
        size: (height, width) of the images, which have three channels.
        kernel: float (height * width * 3, classes). bias: float (classes,).
    """
    dense = keras.layers.Dense(bias.shape[0], activation="softmax")
    model = keras.Sequential([keras.Input((*size, 3)), keras.layers.Flatten(), dense])
    dense.set_weights([kernel, bias])
    # Tracing would cost more than the few batches that it is asked for.
    model.compile(run_eagerly=True)
    return model


def answers_of_trained(batches: Any, size: int, num_classes: int, epochs: int, images: np.ndarray) -> np.ndarray:
    """Train a small convolutional network on `batches`, then give its answers to `images`.

    Args:
        batches: Images (n, size, size, 3) and one-hot labels, as `fit` takes them.
        images: float (n, size, size, 3), preprocessed.

    Returns:
        Class probabilities, float (n, num_classes).
    """
    layers: list[keras.Layer] = [keras.Input((size, size, 3))]
    width, filters = size, 8
    while width > 8:
        layers += [keras.layers.Conv2D(filters, 3, activation="relu"), keras.layers.MaxPooling2D()]
        width, filters = (width - 2) // 2, min(2 * filters, 64)
    layers += [
        keras.layers.Flatten(),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(num_classes, activation="softmax"),
    ]
    model = keras.Sequential(layers)
    model.compile(keras.optimizers.Adam(0.003), "categorical_crossentropy")
    model.fit(batches, epochs=epochs, verbose=0)
    return np.asarray(model.predict(images, verbose=0))
