"""Probes that put a small pretrained backbone under a new head, train it on few images, and ask it about others.

They run beside the student's code and hold no expected values; labels of the images to be judged by stay away.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import keras
import numpy as np

from autograder.datasets import backbones


def pretrained(
    weights: Mapping[str, np.ndarray], size: int, cut: str, num_classes: int
) -> tuple[keras.Model, keras.Model, keras.Model]:
    """`mini_xception` with these weights, cut in two, and a softmax head on the second part.

    Args:
        weights: Arrays by the names of layer and weight, "stem_conv/kernel".
        size: Height and width of the images.
        cut: The last layer of the first part.
        num_classes: Of the head.

    Returns:
        below: From images as the backbone expects them to what the layer `cut` gives.
        base: From there to one vector an image.
        model: `keras.Sequential` of base and head.
    """
    whole = backbones.mini_xception((size, size, 3), include_top=False, pooling="avg", weights=None)
    for layer in whole.layers:
        layer.set_weights([weights[f"{layer.name}/{weight.name}"] for weight in layer.weights])
    middle = whole.get_layer(cut).output
    base = keras.Model(middle, whole.output, name="base")
    head = keras.layers.Dense(num_classes, activation="softmax", name="head")
    model = keras.Sequential([keras.Input(middle.shape[1:]), base, head], name="model")
    return keras.Model(whole.input, middle, name="below"), base, model


@dataclass(frozen=True)
class Prepared:
    """Images as a model takes them. They stay here, because large ones cannot cross."""

    x: np.ndarray


def prepared(below: keras.Model, images: np.ndarray) -> Prepared:
    """What `below` makes of images with values 0 to 255."""
    return Prepared(keras.ops.convert_to_numpy(below(backbones.preprocess_input(images), training=False)))


def compile_first(model: keras.Model, learning_rate: float, eager: bool) -> None:
    """Compile for the first phase; `eager` without tracing, which takes longer than a few small steps."""
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate), loss="sparse_categorical_crossentropy", run_eagerly=eager
    )


def train(model: keras.Model, images: Prepared, y: np.ndarray, epochs: int, batch_size: int) -> None:
    """Train a compiled model in shuffled batches. The same as `fit`, without what that spends on each call."""
    x = images.x
    for _ in range(epochs):
        order = np.random.permutation(len(x))
        for start in range(0, len(x), batch_size):
            chosen = order[start : start + batch_size]
            model.train_on_batch(x[chosen], y[chosen])


def predicted(model: keras.Model, images: Prepared) -> np.ndarray:
    """What the model answers in prediction mode."""
    return keras.ops.convert_to_numpy(model(images.x, training=False))
