# mistake: freezes what should learn
# looks like: the two parts the wrong way round: the layers before the named one learn
# fails: the_named_layer_is_the_first_that_learns
# points: 8
# says: wrong way round
import keras
import numpy as np


def freeze(base):
    base.trainable = False


def freeze_before(base, first):
    i = [layer.name for layer in base.layers].index(first)
    for layer in base.layers[:i]:
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    for layer in base.layers[i:]:
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
