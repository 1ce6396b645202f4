# mistake: takes it for granted that x has two axes
# why: x can have any number of axes: a vector, a table, a batch of images.
# fails: each_value_is_dropped_on_its_own
# points: 9
# says: too many values to unpack

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x
    rows, columns = x.shape
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            if rng.random() >= rate:
                out[i, j] = x[i, j] / (1 - rate)
    return out


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
