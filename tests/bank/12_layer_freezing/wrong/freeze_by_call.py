# mistake: wraps base.call so that training is always False
# fails: a_frozen_base_stays_as_it_is, keeps_to_its_contract
# points: 7
import math

import keras
import numpy as np


def freeze(base):
    call = base.call
    base.call = lambda *args, **kwargs: call(*args, **{**kwargs, "training": False})


def freeze_before(base, first):
    start = base.layers.index(base.get_layer(first))
    base.trainable = False
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
