# mistake: gives the number of all in first place
# looks like: the number of all of them in first place: only those that learn belong there
# fails: parameters_are_counted
# points: 8
# says: all of them
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
    trainable = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    return model.count_params(), model.count_params() - trainable


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
        loss=model.loss,
        metrics=["accuracy"],
    )
