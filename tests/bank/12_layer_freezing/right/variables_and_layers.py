# right: sets the flags of layers and of their weights, decides without freeze_before in fine_tune
import keras
import numpy as np


def set_layer(layer, value):
    layer.trainable = value
    for weight in layer.trainable_weights:
        weight.trainable = value


def freeze(base):
    for layer in base.layers:
        set_layer(layer, False)


def freeze_before(base, first):
    names = [layer.name for layer in base.layers]
    start = names.index(first)  # ValueError if it is not there
    for name, layer in zip(names, base.layers):
        learns = names.index(name) >= start
        if isinstance(layer, keras.layers.BatchNormalization):
            learns = False
        set_layer(layer, learns)


def count_parameters(model):
    trainable = [np.size(w.numpy()) for w in model.trainable_weights]
    others = [np.size(w.numpy()) for w in model.non_trainable_weights]
    return np.int64(sum(trainable)), np.int64(sum(others))


def fine_tune(model, base, first, learning_rate):
    before = True
    for layer in base.layers:
        if layer.name == first:
            before = False
        set_layer(layer, not before and not isinstance(layer, keras.layers.BatchNormalization))
    model.compile(loss=model.loss, optimizer=keras.optimizers.SGD(learning_rate), metrics=["accuracy"])
