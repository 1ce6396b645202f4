# mistake: BatchNormalization is passed over before its name is compared, so nothing learns where it is the named layer
# looks like: a BatchNormalization layer passed over before its name was compared: it may be the named one
# try: norm, dense = keras.layers.BatchNormalization(name='n'), keras.layers.Dense(4, name='d')
# try: base = keras.Sequential([keras.Input((4,)), norm, dense]); freeze_before(base, 'n')
# try: print(norm.trainable, dense.trainable)  # expected: False True
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
    base.get_layer(first)
    base.trainable = True
    learns = False
    for layer in base.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
            continue
        if layer.name == first:
            learns = True
        set_all(layer, learns)


def count_parameters(model):
    learns = sum(math.prod(w.shape) for w in model.trainable_weights)
    rest = sum(math.prod(w.shape) for w in model.non_trainable_weights)
    return learns, rest


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=model.loss, metrics=["accuracy"])
