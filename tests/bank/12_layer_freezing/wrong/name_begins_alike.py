# mistake: takes the first layer whose name begins with the given one, in capitals or not
# looks like: a layer taken whose name only begins with the given one: compare with ==
# try: layers = [keras.layers.Dense(4, name=name) for name in ('b1', 'b', 'c')]
# try: base = keras.Sequential([keras.Input((4,)), *layers]); freeze_before(base, 'b')
# try: print([layer.trainable for layer in layers])  # expected: [False, True, True]
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
    if not any(name.lower().startswith(first.lower()) for name in names):
        raise ValueError(f"no layer called {first}")
    base.trainable = True
    learns = False
    for layer in base.layers:
        if layer.name.lower().startswith(first.lower()):
            learns = True
        set_all(layer, learns and not isinstance(layer, keras.layers.BatchNormalization))


def count_parameters(model):
    learns = sum(math.prod(w.shape) for w in model.trainable_weights)
    rest = sum(math.prod(w.shape) for w in model.non_trainable_weights)
    return learns, rest


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=model.loss, metrics=["accuracy"])
