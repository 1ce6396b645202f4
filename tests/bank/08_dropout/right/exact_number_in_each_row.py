# right: the same number of values dropped in each row, at places of its own; statistics.stdev over plain floats

import keras
import numpy as np
import statistics


def dropout(x, rate, rng, training):
    x = np.asarray(x)
    if not training:
        return x.copy()
    rows = x.reshape(len(x), -1) if x.ndim > 1 else x.reshape(1, -1)
    order = np.argsort(rng.random(rows.shape), axis=1)
    drop = order < round(rate * rows.shape[1])
    return np.where(drop, 0, rows / (1 - rate)).reshape(x.shape)


def build_head(num_features: int, num_classes: int, hidden: int = 100, rate: float = 0.2) -> keras.Model:
    return keras.Sequential([
        keras.Input((num_features,)),
        keras.layers.Dense(hidden, activation="relu"),
        keras.layers.Dropout(rate),
        keras.layers.Dense(num_classes, activation="softmax"),
    ])


def spread(model, x, training, calls=20):
    rows = [np.asarray(model(x, training=training)).ravel().tolist() for _ in range(calls)]
    return statistics.fmean(statistics.stdev(values) for values in zip(*rows))
