# right: base.trainable = True first; after a loop that froze each layer it reaches none, which the text does not ask for
import math

import keras
import numpy as np


def freeze(base):
    base.trainable = True
    base.trainable = False


def freeze_before(base, first):
    start = base.layers.index(base.get_layer(first))
    base.trainable = True
    for i, layer in enumerate(base.layers):
        if i < start or isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False


def count_parameters(model):
    trainable = sum(math.prod(w.shape) for w in model.trainable_weights)
    frozen = sum(math.prod(w.shape) for w in model.non_trainable_weights)
    return trainable, frozen


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=model.loss, metrics=["accuracy"])
