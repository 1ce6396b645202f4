# mistake: a Path has no endswith, and the error that says so becomes one about the file
# looks like: a path that has to be a str: it may be a Path as well
# fails: keeps_to_its_contract
# points: 9.5

from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np


def image_vectors(base: keras.Model, images: np.ndarray, preprocess: Callable) -> np.ndarray:
    features = np.asarray(base(preprocess(np.array(images, dtype="float32")), training=False))
    return features.mean(axis=(1, 2)) if features.ndim == 4 else features


def build_classifier(base: keras.Model, num_classes: int) -> keras.Model:
    base.trainable = False
    x = base.output
    if len(x.shape) == 4:
        x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(base.input, keras.layers.Dense(num_classes, activation="softmax")(x))


def load_base(path: str | Path, make_base: Callable[[], keras.Model]) -> keras.Model:
    base = make_base()
    try:
        base.load_weights(path, skip_mismatch=False) if path.endswith(".weights.h5") else base.load_weights(path)
    except Exception as error:
        raise ValueError(f"{path} is damaged, or does not hold the weights of {base.name}.") from error
    return base


def cut_at(base: keras.Model, layer_name: str, num_classes: int) -> keras.Model:
    base.trainable = False
    x = keras.layers.Flatten()(base.get_layer(layer_name).output)
    x = keras.layers.Dense(1024, activation="relu")(x)
    x = keras.layers.Dropout(0.2)(x)
    if num_classes == 2:
        answer = keras.layers.Dense(1, activation="sigmoid")(x)
    else:
        answer = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(base.input, answer)
