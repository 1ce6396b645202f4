"""The model of a service: one that was saved, or a small one that learns drawn clothes in some seconds.

Imports Keras: only the process that serves imports this.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np

from autograder import datasets
from autograder.datasets.backbones import load_backbone

IMAGES = 300
# What a model takes for black and white.
RANGES = {"-1..1": (127.5, 1.0), "0..1": (255.0, 0.0), "0..255": (1.0, 0.0)}


class Trained(NamedTuple):
    """What `make_app` gets."""

    model: Any
    class_names: list[str]
    preprocess: Callable[[Any], np.ndarray]


class Unfit(ValueError):
    """A saved model that cannot be served; the text says why."""


def drawn_clothes() -> Trained:
    """Ten kinds of drawn clothes, learnt by a head on `mini_xception`: most new drawings are right."""
    names = datasets.class_names("fashion")
    images, labels = datasets.load("fashion", split="train", size=64, n=IMAGES)
    base, preprocess, _ = load_backbone("mini_xception", pooling="avg")
    vectors = base.predict(preprocess(images), verbose=0)
    dense = keras.layers.Dense(len(names), activation="softmax")
    head = keras.Sequential([keras.Input(vectors.shape[1:]), dense])
    head.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    head.fit(vectors, labels, epochs=20, batch_size=50, verbose=0)
    return Trained(keras.Sequential([base, dense]), names, preprocess)


def saved(path: Path, class_names: Sequence[str], values: str) -> Trained:
    """A model from a .keras file.

    Args:
        values: One of `RANGES`.

    Raises:
        Unfit: it cannot be opened, or does not go with the names or with pictures.
    """
    try:
        model = keras.saving.load_model(path, compile=False)
        shape, outputs = tuple(model.input_shape), tuple(model.output_shape)
    except Exception as error:
        raise Unfit(f"{path} cannot be opened as a model: {str(error).strip().partition(chr(10))[0]}") from error
    if len(shape) != 4 or None in shape[1:] or shape[-1] != 3:
        raise Unfit(f"{path} takes inputs of shape {shape}, not (None, height, width, 3).")
    if outputs[1:] != (len(class_names),):
        raise Unfit(f"{path} gives answers of shape {outputs}, and there are {len(class_names)} names.")
    by, less = RANGES[values]
    return Trained(model, list(class_names), lambda images: np.asarray(images, "float32") / by - less)
