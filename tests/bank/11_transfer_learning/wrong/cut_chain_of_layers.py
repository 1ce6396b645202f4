# mistake: a Sequential of base.layers up to the cut
# looks like: the layers of base one after the other: a base may have branches
# why: In base.layers stand the layers of all branches. Only base knows how they are joined.
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
    names = [layer.name for layer in base.layers]
    model = keras.Sequential(base.layers[: names.index(layer_name) + 1])
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(1024, activation="relu"))
    model.add(keras.layers.Dropout(0.2))
    if num_classes == 2:
        model.add(keras.layers.Dense(1, activation="sigmoid"))
    else:
        model.add(keras.layers.Dense(num_classes, activation="softmax"))
    return model
