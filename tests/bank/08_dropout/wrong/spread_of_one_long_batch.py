# mistake: the batch repeated, and the model called once
# looks like: one call on a repeated batch instead of many calls
# fails: spread_tells_training_from_prediction
# points: 8

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x.copy()
    keep = rng.random(x.shape) >= rate
    return np.where(keep, x / (1 - rate), 0.0)


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    return keras.Sequential(
        [
            keras.layers.Input(shape=(num_features,)),
            keras.layers.Dense(hidden, activation="relu"),
            keras.layers.Dropout(rate),
            keras.layers.Dense(num_classes, activation="softmax"),
        ]
    )


def spread(model, x, training, calls=20):
    big = np.concatenate([x] * calls)
    out = np.asarray(model(big, training=training))
    out = out.reshape(calls, len(x), -1)
    return float(out.std(axis=0).mean())
