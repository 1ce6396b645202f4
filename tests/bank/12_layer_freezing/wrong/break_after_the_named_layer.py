# mistake: stops at the named layer, so that nothing after it is set
# looks like: a loop that stops at the named layer: those after it stay as they were
# fails: a_base_that_was_frozen_learns_again, batch_normalization_keeps_its_statistics
# points: 7
import keras
import numpy as np


def freeze(base):
    base.trainable = False


def freeze_before(base, first):
    base.get_layer(first)
    for layer in base.layers:
        if layer.name == first:
            layer.trainable = True
            break
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
