# mistake: takes the last layer away from the model that it was given
# looks like: the old model's own last layer removed
# fails: a_chain_gets_a_new_head
# points: 8.5

import math

import keras
import numpy as np


def to_sequential(model, num_classes):
    if isinstance(model, keras.Sequential):
        model.pop()
        kept = model.layers
    else:
        kept = model.layers[1:-1]
    new = keras.Sequential([keras.Input(model.input_shape[1:]), *kept])
    new.trainable = False
    new.trainable = True
    for layer in kept:
        layer.trainable = False
    new.add(keras.layers.Dense(num_classes, activation="softmax"))
    return new


def replace_top(model, cut, num_classes):
    x = model.get_layer(cut).output
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(model.inputs, x)


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
