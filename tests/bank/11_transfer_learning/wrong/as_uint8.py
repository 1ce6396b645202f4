# mistake: images are made uint8 before preprocess
# looks like: float images cut to whole numbers
# why: Images may be float: 200.7 is a little lighter than 200, and uint8 cannot say so.
# try: x = keras.Input((2, 3, 3)); base = keras.Model(x, keras.layers.GlobalAveragePooling2D()(x))
# try: print(image_vectors(base, np.full((1, 2, 3, 3), 200.7), np.array))  # expected: 200.7 three times
# fails: images_are_preprocessed_once
# points: 9
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np


def image_vectors(base: keras.Model, images: np.ndarray, preprocess: Callable) -> np.ndarray:
    x = preprocess(images.astype("uint8").astype("float32"))
    out = base.predict(x, verbose=0)
    if out.ndim == 4:
        out = out.mean(axis=(1, 2))
    return out


def build_classifier(base: keras.Model, num_classes: int) -> keras.Model:
    base.trainable = False
    x = base.output
    if len(x.shape) == 4:
        x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(base.input, x)


def load_base(path: str | Path, make_base: Callable[[], keras.Model]) -> keras.Model:
    base = make_base()
    try:
        base.load_weights(path)
    except Exception:
        raise ValueError(f"{Path(path).name} does not hold the weights of this network.") from None
    return base


def cut_at(base: keras.Model, layer_name: str, num_classes: int) -> keras.Model:
    base.trainable = False
    x = base.get_layer(layer_name).output
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(1024, activation="relu")(x)
    x = keras.layers.Dropout(0.2)(x)
    if num_classes == 2:
        x = keras.layers.Dense(1, activation="sigmoid")(x)
    else:
        x = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(base.input, x)
