# mistake: an elif chain never sets the named layer
# looks like: the named layer itself left as it was, as an elif may do; those after it are switched on
# fails: a_base_that_was_frozen_learns_again
# points: 8
# says: elif
import keras
import numpy as np


def freeze(base):
    base.trainable = False


def freeze_before(base, first):
    base.get_layer(first)
    learns = False
    for layer in base.layers:
        if layer.name == first:
            learns = True
        elif isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
        else:
            layer.trainable = learns


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
