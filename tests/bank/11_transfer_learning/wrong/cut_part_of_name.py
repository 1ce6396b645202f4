# mistake: the first layer whose name contains layer_name
# looks like: a layer whose name contains layer_name, instead of the layer of that name
# why: conv is in pre_conv too, and that comes first.
# try: x = keras.Input((3, 4, 3)); y = keras.layers.Conv2D(2, 1, name='pre_b')(x)
# try: base = keras.Model(x, keras.layers.Conv2D(5, 1, name='b')(y)); model = cut_at(base, 'b', 3)
# try: print([layer.name for layer in model.layers[:3]])  # expected: b after pre_b
# fails: is_cut_at_the_named_layer
# points: 9
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np


def image_vectors(base: keras.Model, images: np.ndarray, preprocess: Callable) -> np.ndarray:
    x = preprocess(np.array(images, dtype="float32"))
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
    x = next(layer for layer in base.layers if layer_name in layer.name).output
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(1024, activation="relu")(x)
    x = keras.layers.Dropout(0.2)(x)
    if num_classes == 2:
        x = keras.layers.Dense(1, activation="sigmoid")(x)
    else:
        x = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(base.input, x)
