# mistake: rate read as the share to keep, scaled to match
# looks like: rate read as the share to keep (or < and > the wrong way round)
# fails: each_value_is_dropped_on_its_own, survivors_are_scaled
# points: 7
# says: x * 5.0000

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x
    mask = rng.random(x.shape) < rate
    return x * mask / rate


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
