# mistake: switches the earlier layers off and none on
# looks like: the earlier layers switched off, but none switched on: trainable = True is missing
# fails: a_base_that_was_frozen_learns_again, fine_tuning_takes_effect
# points: 6
# says: none switched on
import keras
import numpy as np


def freeze(base):
    base.trainable = False


def freeze_before(base, first):
    i = [layer.name for layer in base.layers].index(first)
    for layer in base.layers[:i]:
        layer.trainable = False
    for layer in base.layers[i:]:
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
