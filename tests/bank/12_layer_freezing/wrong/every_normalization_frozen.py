# mistake: freezes every layer with Normalization in the name of its class
# looks like: every kind of normalization frozen: only BatchNormalization keeps means and variances of training
# fails: the_named_layer_is_the_first_that_learns
# points: 8
import math

import keras
import numpy as np


def freeze(base):
    set_all(base, False)


def set_all(layer, value):
    layer.trainable = value
    for inner in getattr(layer, "layers", []):
        set_all(inner, value)


def freeze_before(base, first):
    names = [layer.name for layer in base.layers]
    if first not in names:
        raise ValueError(f"no layer called {first}")
    base.trainable = True
    learns = False
    for layer in base.layers:
        if layer.name == first:
            learns = True
        set_all(layer, learns and "Normalization" not in type(layer).__name__)


def count_parameters(model):
    learns = sum(math.prod(w.shape) for w in model.trainable_weights)
    rest = sum(math.prod(w.shape) for w in model.non_trainable_weights)
    return learns, rest


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=model.loss, metrics=["accuracy"])
