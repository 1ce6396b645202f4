# mistake: takes the last layer whose name contains the given one
# looks like: a layer whose name only contains the one that was asked for
# fails: the_new_head_stands_on_the_cut
# points: 8.5

import math

import keras
import numpy as np


def to_sequential(model, num_classes):
    new = keras.Sequential()
    new.add(keras.Input(model.input_shape[1:]))
    for layer in model.layers[:-1]:
        if isinstance(layer, keras.layers.InputLayer):
            continue
        layer.trainable = False
        new.add(layer)
    new.add(keras.layers.Dense(num_classes, activation="softmax"))
    return new


def replace_top(model, cut, num_classes):
    found = [layer for layer in model.layers if cut in layer.name]
    if not found:
        raise ValueError(f"no layer {cut}")
    x = keras.layers.Flatten()(found[-1].output)
    return keras.Model(model.inputs, keras.layers.Dense(num_classes, activation="softmax")(x))


def freeze_all_but(model, n):
    model.trainable = True
    first = len(model.layers) - n
    for place, layer in enumerate(model.layers):
        layer.trainable = place >= first


def summary_table(model):
    rows = []
    for layer in model.layers:
        learn = sum(math.prod(w.shape) for w in layer.trainable_weights)
        rows.append((layer.name, tuple(layer.output.shape), layer.count_params(), learn))
    return rows
