# right: freezes layer by layer, in cut_at up to the cut alone; activations as layers; walks back from base.outputs
from collections.abc import Callable
from pathlib import Path

import os
import keras
import numpy as np


def image_vectors(base: keras.Model, images: np.ndarray, preprocess: Callable) -> np.ndarray:
    x = images.astype("float64")
    features = np.asarray(base.predict(preprocess(x), batch_size=1, verbose=0))
    return features if features.ndim == 2 else np.einsum("nhwf->nf", features) / (features.shape[1] * features.shape[2])


def build_classifier(base: keras.Model, num_classes: int) -> keras.Model:
    for layer in base.layers:
        layer.trainable = False
    x = base.outputs[0]
    if len(x.shape) == 4:
        x = keras.layers.AveragePooling2D(pool_size=x.shape[1:3])(x) if None not in x.shape[1:3] else keras.layers.GlobalAveragePooling2D(keepdims=True)(x)
        x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(num_classes)(x)
    x = keras.layers.Activation("softmax")(x)
    return keras.Model(base.inputs, x)


def load_base(path: str | Path, make_base: Callable[[], keras.Model]) -> keras.Model:
    network = make_base()
    try:
        network.load_weights(str(path))
        return network
    except Exception:
        raise ValueError("No weights for this network in " + os.path.basename(path))


def cut_at(base: keras.Model, layer_name: str, num_classes: int) -> keras.Model:
    for layer in base.layers:
        layer.trainable = False
        if layer.name == layer_name:
            break
    wanted = base.get_layer(layer_name)
    todo, x = list(base.outputs), None
    while x is None:
        tensor = todo.pop()
        history = tensor._keras_history
        if history.operation is wanted:
            x = tensor
        else:
            todo.extend(history.operation._inbound_nodes[history.node_index].input_tensors)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(1024)(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Dropout(0.2)(x)
    if num_classes > 2:
        x = keras.layers.Softmax()(keras.layers.Dense(num_classes)(x))
    else:
        x = keras.layers.Activation("sigmoid")(keras.layers.Dense(1)(x))
    return keras.Model(base.inputs, x)
