import keras
import numpy as np


def freeze(base):
    for layer in base.layers:
        layer.trainable = False


def freeze_before(base, first):
    names = [l.name for l in base.layers]
    if first not in names:
        raise ValueError("no layer called " + first)
    reached = False
    base.trainable = True
    for layer in base.layers:
        if layer.name == first:
            reached = True
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
        else:
            layer.trainable = reached


def count_parameters(model):
    t = int(np.sum([np.prod(w.shape) for w in model.trainable_weights]))
    nt = int(np.sum([np.prod(w.shape) for w in model.non_trainable_weights]))
    return t, nt


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    model.compile(loss=model.loss, optimizer=keras.optimizers.RMSprop(learning_rate=learning_rate), metrics=["accuracy"])
