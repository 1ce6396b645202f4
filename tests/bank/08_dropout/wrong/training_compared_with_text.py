# mistake: training compared with a text, so dropout is always active
# looks like: training not looked at
# fails: silent_at_prediction_active_in_training
# points: 9

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if training == "False":
        return x
    mask = rng.binomial(1, 1 - rate, size=x.shape)
    return x * mask / (1 - rate)


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
