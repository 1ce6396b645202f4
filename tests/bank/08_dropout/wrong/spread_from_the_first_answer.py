# mistake: the mean distance from the first answer
# looks like: distances from the first answer instead of standard deviations
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
    first = np.asarray(model(x, training=training))
    differences = []
    for _ in range(calls - 1):
        differences.append(np.abs(np.asarray(model(x, training=training)) - first))
    return float(np.mean(differences))
