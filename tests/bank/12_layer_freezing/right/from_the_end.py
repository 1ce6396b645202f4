# right: goes from the end to the named layer, returns an array of two counts, weighted_metrics
import keras
import numpy as np


def freeze(base):
    for layer in base.layers:
        layer.trainable = np.False_


def freeze_before(base, first):
    freeze(base)
    i = len(base.layers) - 1
    while i >= 0:
        layer = base.layers[i]
        if not isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = True
        if layer.name == first:
            return
        i -= 1
    raise ValueError("not found")


def count_parameters(model):
    a = np.sum([w.numpy().size for w in model.trainable_weights])
    b = np.sum([w.numpy().size for w in model.non_trainable_weights])
    return np.array([a, b])


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    optimizer = keras.optimizers.AdamW(learning_rate=learning_rate, weight_decay=1e-4)
    model.compile(optimizer=optimizer, loss=model.loss, weighted_metrics=["accuracy"])
