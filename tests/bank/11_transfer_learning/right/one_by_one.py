# right: one image at a time; a list of vectors made an array; set of weights compared after loading
from pathlib import Path

import keras
import numpy as np


def image_vectors(base, images, preprocess):
    vectors = []
    for image in images:
        batch = np.array(image[None], dtype=np.float32)
        out = np.asarray(base(preprocess(batch)))[0]
        vectors.append(out if out.ndim == 1 else out.reshape(-1, out.shape[-1]).mean(axis=0))
    return np.array(vectors)


def build_classifier(base, num_classes):
    base.trainable = False
    for layer in base.layers:
        layer.trainable = False
    x = base.output
    if len(x.shape) == 4:
        x = keras.layers.Flatten()(keras.layers.AveragePooling2D(x.shape[1:3])(x))
    x = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(base.input, x)


def load_base(path, make_base):
    path = Path(path)
    base = make_base()
    try:
        base.load_weights(str(path))
    except Exception:
        pass
    else:
        return base
    raise ValueError(f"{path.name} is no file of weights for this network")


def cut_at(base, layer_name, num_classes):
    base.trainable = False
    last = {layer.name: layer for layer in base.layers}[layer_name]
    x = keras.layers.Flatten()(last.output)
    x = keras.layers.Dense(1024, activation="relu")(x)
    x = keras.layers.Dropout(0.2)(x)
    if num_classes == 2:
        x = keras.layers.Dense(1, activation="sigmoid")(x)
    else:
        x = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(base.input, x)
