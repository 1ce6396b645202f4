# mistake: [: i - 1] lets one layer more learn
# looks like: one layer too many that learns: the slice of frozen layers ends one too early
# fails: the_named_layer_is_the_first_that_learns
# points: 8
# says: one layer too many
import keras
import numpy as np


def freeze(base):
    base.trainable = False


def freeze_before(base, first):
    i = [layer.name for layer in base.layers].index(first)
    base.trainable = True
    for layer in base.layers[: i - 1]:
        layer.trainable = False
    for layer in base.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False


def count_parameters(model):
    trainable = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    frozen = sum(int(np.prod(w.shape)) for w in model.non_trainable_weights)
    return trainable, frozen


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
        loss=model.loss,
        metrics=["accuracy"],
    )
