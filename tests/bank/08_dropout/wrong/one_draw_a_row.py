# mistake: one draw for each row
# looks like: one draw for each row, not for each value
# fails: each_value_is_dropped_on_its_own
# points: 9
# says: whole rows

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x
    out = np.zeros_like(x)
    for i in range(len(x)):
        if rng.random() >= rate:
            out[i] = x[i] / (1 - rate)
    return out


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    return keras.Sequential([
        keras.Input((num_features,)),
        keras.layers.Dense(hidden, activation="relu"),
        keras.layers.Dropout(rate),
        keras.layers.Dense(num_classes, activation="softmax"),
    ])


def spread(model, x, training, calls=20):
    results = np.stack([np.array(model(x, training=training)) for _ in range(calls)])
    stds = results.std(axis=0)
    return float(stds.mean())
