# mistake: takes names of layers inside nested models as well
# fails: keeps_to_its_contract
# points: 8
# says: nested model, which counts as one layer
import math

import keras
import numpy as np


def freeze(base):
    set_all(base, False)


def set_all(layer, value):
    layer.trainable = value
    for inner in getattr(layer, "layers", []):
        set_all(inner, value)


def every_layer(model):
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from every_layer(layer)
        else:
            yield layer


def freeze_before(base, first):
    flat = list(every_layer(base))
    if first not in [layer.name for layer in flat] + [layer.name for layer in base.layers]:
        raise ValueError(first)
    base.trainable = True
    if first in [layer.name for layer in base.layers]:
        learns = False
        for layer in base.layers:
            learns = learns or layer.name == first
            set_all(layer, learns and not isinstance(layer, keras.layers.BatchNormalization))
    else:
        learns = False
        for layer in flat:
            learns = learns or layer.name == first
            layer.trainable = learns and not isinstance(layer, keras.layers.BatchNormalization)


def count_parameters(model):
    learns = sum(math.prod(w.shape) for w in model.trainable_weights)
    rest = sum(math.prod(w.shape) for w in model.non_trainable_weights)
    return learns, rest


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=model.loss, metrics=["accuracy"])
