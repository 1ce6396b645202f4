# mistake: drops at prediction as well
# looks like: training not looked at
# fails: silent_at_prediction_active_in_training
# points: 9

import keras
import numpy as np


def dropout(x, rate, rng, training):
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
    outs = [model(x, training=training) for _ in range(calls)]
    return np.std(outs, axis=0).mean()
