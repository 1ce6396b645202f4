# mistake: one mask for all rows
# looks like: one mask for the whole batch
# why: Each image should lose other values, so that the network cannot lean on those that are left.
# fails: each_value_is_dropped_on_its_own
# points: 9
# says: the same places in each row

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x
    mask = rng.random(x.shape[-1]) >= rate
    return x * mask / (1 - rate)


def build_head(num_features: int, num_classes: int, hidden: int = 100, rate: float = 0.2) -> keras.Model:
    inputs = keras.Input(shape=(num_features,))
    inner = keras.layers.Dense(hidden, activation="relu")(inputs)
    drop = keras.layers.Dropout(rate)(inner)
    outputs = keras.layers.Dense(num_classes, activation="softmax")(drop)
    return keras.Model(inputs, outputs)


def spread(model, x, training, calls=20):
    outs = [model(x, training=training) for _ in range(calls)]
    return np.std(outs, axis=0).mean()
