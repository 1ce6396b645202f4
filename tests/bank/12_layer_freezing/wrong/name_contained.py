# mistake: takes the first layer whose name contains the given one
# looks like: a layer taken whose name only contains the given one: compare with ==
# try: layers = [keras.layers.Dense(4, name=name) for name in ('ab', 'a', 'b')]
# try: base = keras.Sequential([keras.Input((4,)), *layers]); freeze_before(base, 'b')
# try: print([layer.trainable for layer in layers])  # expected: [False, False, True]
# fails: the_named_layer_is_the_first_that_learns
# points: 8
# says: ==
import keras
import numpy as np


def freeze(base):
    base.trainable = False


def freeze_before(base, first):
    learns = False
    for layer in base.layers:
        if first in layer.name:
            learns = True
        layer.trainable = learns and not isinstance(layer, keras.layers.BatchNormalization)
    if not learns:
        raise ValueError(first)


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
