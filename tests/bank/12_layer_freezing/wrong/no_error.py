# mistake: says nothing about a name that is not there
# fails: keeps_to_its_contract
# points: 8
# says: no error
import keras
import numpy as np


def freeze(base):
    base.trainable = False


def freeze_before(base, first):
    learns = False
    for layer in base.layers:
        if layer.name == first:
            learns = True
        layer.trainable = learns and not isinstance(layer, keras.layers.BatchNormalization)


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
