# mistake: only the named layer learns
# looks like: the named layer switched on alone, without those after it
# fails: the_named_layer_is_the_first_that_learns
# points: 8
# says: alone
import keras
import numpy as np


def freeze(base):
    base.trainable = False


def freeze_before(base, first):
    base.get_layer(first)
    for layer in base.layers:
        layer.trainable = layer.name == first


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
