# mistake: BatchNormalization frozen before the named layer only
# looks like: no exception for BatchNormalization
# fails: batch_normalization_keeps_its_statistics
# points: 8
# says: no exception
import keras
import numpy as np


def freeze(base):
    base.trainable = False


def freeze_before(base, first):
    start = base.layers.index(base.get_layer(first))
    base.trainable = True
    for layer in base.layers[:start]:
        layer.trainable = False
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
