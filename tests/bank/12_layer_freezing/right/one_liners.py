# right: itertools, one-liners, returns base, counts with keras.ops.size
import itertools

import keras


def freeze(base):
    base.trainable = False
    return base


def freeze_before(base, first):
    if first not in (l.name for l in base.layers):
        raise ValueError(first)
    base.trainable = False
    tail = itertools.dropwhile(lambda l: l.name != first, base.layers)
    for l in tail:
        l.trainable = type(l) is not keras.layers.BatchNormalization
    return base


def count_parameters(model):
    return tuple(
        sum(keras.ops.size(w) for w in ws) for ws in (model.trainable_weights, model.non_trainable_weights)
    )


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    model.compile(keras.optimizers.Lion(learning_rate), model.loss, metrics=["accuracy"])
    return model
