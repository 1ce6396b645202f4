# mistake: one random number decides for the whole array
# looks like: one random number for the whole array
# why: The whole array is dropped, or nothing. What is meant is a decision for each value.
# fails: each_value_is_dropped_on_its_own, survivors_are_scaled
# points: 7

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if training and rng.random() < rate:
        return np.zeros_like(x)
    if training:
        return x / (1 - rate)
    return x


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
