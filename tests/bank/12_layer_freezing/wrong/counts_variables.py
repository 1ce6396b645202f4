# mistake: non_trainable_variables, which hold the seed states of Dropout as well
# looks like: variables counted instead of weights: Dropout keeps the state of its random numbers in one
# fails: parameters_are_counted
# points: 8
import math

import keras
import numpy as np


def freeze(base):
    base.trainable = True
    base.trainable = False


def freeze_before(base, first):
    start = base.layers.index(base.get_layer(first))
    base.trainable = False
    base.trainable = True
    for i, layer in enumerate(base.layers):
        if i < start or isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False


def count_parameters(model):
    trainable = sum(math.prod(w.shape) for w in model.trainable_weights)
    frozen = sum(math.prod(w.shape) for w in model.non_trainable_variables)
    return trainable, frozen


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=model.loss, metrics=["accuracy"])
