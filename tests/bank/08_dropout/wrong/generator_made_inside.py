# mistake: a generator with a fixed seed is made in each call
# looks like: places that do not depend on rng: a seed of your own, or a mask that is kept
# fails: each_value_is_dropped_on_its_own
# points: 9
# says: the same places dropped in two calls

import keras
import numpy as np


def dropout(x, rate, rng, training):
    rng = np.random.default_rng(42)
    if not training:
        return x
    keep = rng.random(x.shape) >= rate
    return np.where(keep, x / (1 - rate), 0)


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    return keras.Sequential([
        keras.Input((num_features,)),
        keras.layers.Dense(hidden, activation="relu"),
        keras.layers.Dropout(rate),
        keras.layers.Dense(num_classes, activation="softmax"),
    ])


def spread(model, x, training, calls=20):
    outs = [model(x, training=training) for _ in range(calls)]
    return np.std(outs, axis=0).mean()
