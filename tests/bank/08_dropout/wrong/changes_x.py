# mistake: zeros written into the caller's array
# fails: keeps_to_its_contract
# points: 9
# says: dropout changed the caller's x

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x
    x[rng.random(x.shape) < rate] = 0
    return x / (1 - rate)


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
