# mistake: switches the convolutions alone, not a model nested in the base
# looks like: the convolutions switched alone, not a model nested in the base
# fails: the_named_layer_is_the_first_that_learns
# points: 8
# says: nested
import keras
import numpy as np


def freeze(base):
    base.trainable = False


def freeze_before(base, first):
    base.get_layer(first)
    learns = False
    for layer in base.layers:
        learns = learns or layer.name == first
        if isinstance(layer, keras.layers.Conv2D):
            layer.trainable = learns
        elif isinstance(layer, keras.layers.BatchNormalization):
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
