# mistake: the last n places by a slice [-n:], which is everything for n = 0
# looks like: a slice [-n:], which is everything for n = 0
# fails: silent_at_prediction_active_in_training
# points: 9
# says: with rate 0 nothing is dropped

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x
    n = int(round(rate * x.size))
    places = rng.permutation(x.size)[-n:]
    out = x.copy().reshape(-1)
    out[places] = 0
    return out.reshape(x.shape) / (1 - rate)


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
