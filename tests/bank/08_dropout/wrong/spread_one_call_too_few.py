# mistake: range(1, calls) calls once less than asked
# looks like: one call too few
# fails: spread_tells_training_from_prediction
# points: 8

import keras
import numpy as np


def dropout(x, rate, rng, training):
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
    outs = [np.array(model(x, training=training)) for _ in range(1, calls)]
    return np.std(outs, axis=0).mean()
