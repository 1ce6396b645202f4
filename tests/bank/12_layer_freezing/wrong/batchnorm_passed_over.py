# mistake: BatchNormalization is passed over, so that it stays as it was
# looks like: BatchNormalization passed over, which leaves it as it was: set trainable = False on it
# fails: batch_normalization_keeps_its_statistics
# points: 8
# says: passed over
import keras
import numpy as np


def freeze(base):
    base.trainable = False


def freeze_before(base, first):
    start = base.layers.index(base.get_layer(first))
    for i, layer in enumerate(base.layers):
        if isinstance(layer, keras.layers.BatchNormalization):
            continue
        layer.trainable = i >= start


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
