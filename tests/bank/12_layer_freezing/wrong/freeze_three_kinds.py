# mistake: names three kinds of layers to freeze; other kinds hold weights as well
# looks like: layers frozen by their kind: others hold weights too, such as SeparableConv2D
# fails: a_frozen_base_stays_as_it_is
# points: 8
import math

import keras
import numpy as np


def freeze(base):
    for layer in base.layers:
        if isinstance(layer, keras.Model):
            freeze(layer)
        elif isinstance(layer, (keras.layers.Conv2D, keras.layers.Dense, keras.layers.BatchNormalization)):
            layer.trainable = False


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
        set_all(layer, learns and not isinstance(layer, keras.layers.BatchNormalization))


def count_parameters(model):
    learns = sum(math.prod(w.shape) for w in model.trainable_weights)
    rest = sum(math.prod(w.shape) for w in model.non_trainable_weights)
    return learns, rest


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=model.loss, metrics=["accuracy"])
