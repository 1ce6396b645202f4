# mistake: base.trainable = True at the end reaches every layer
# looks like: base.trainable = True, or a loop over all layers, that comes last: it switches every layer on
# fails: a_base_that_was_frozen_learns_again, batch_normalization_keeps_its_statistics
# points: 7
# says: comes last
import keras
import numpy as np


def freeze(base):
    base.trainable = False


def freeze_before(base, first):
    i = [layer.name for layer in base.layers].index(first)
    for layer in base.layers[:i]:
        layer.trainable = False
    base.trainable = True


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
