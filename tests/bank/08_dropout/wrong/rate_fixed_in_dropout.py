# mistake: 0.2 written into the code
# fails: each_value_is_dropped_on_its_own, survivors_are_scaled, silent_at_prediction_active_in_training
# points: 6
# says: x * 1.6667
# says: with rate 0 nothing is dropped

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x
    keep = rng.random(x.shape) >= 0.2
    return np.where(keep, x / 0.8, 0)


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
