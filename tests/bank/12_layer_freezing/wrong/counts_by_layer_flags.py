# mistake: asks the layers of the model, not those of the base in it
# looks like: trainable of the model's own layers: one of them is the base, whose layers may differ
# fails: parameters_are_counted
# points: 8
# says: own layers
import keras
import numpy as np


def freeze(base):
    base.trainable = False


def freeze_before(base, first):
    names = [layer.name for layer in base.layers]
    if first not in names:
        raise ValueError(f"no layer {first}")
    i = names.index(first)
    base.trainable = True
    for layer in base.layers[:i]:
        layer.trainable = False
    for layer in base.layers[i:]:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False


def count_parameters(model):
    trainable = sum(layer.count_params() for layer in model.layers if layer.trainable)
    return trainable, model.count_params() - trainable


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
        loss=model.loss,
        metrics=["accuracy"],
    )
