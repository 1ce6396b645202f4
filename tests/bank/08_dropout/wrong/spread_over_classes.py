# mistake: standard deviation over the last axis
# looks like: the spread between classes: take it over the calls only
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
    answers = np.stack([np.asarray(model(x, training=training)) for _ in range(calls)])
    return float(answers.std(axis=-1).mean())
