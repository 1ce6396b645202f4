# mistake: a mask that is made and not used
# looks like: dropout that never drops anything
# fails: each_value_is_dropped_on_its_own, survivors_are_scaled, silent_at_prediction_active_in_training
# points: 6
# says: nothing dropped

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if training:
        mask = rng.random(x.shape) >= rate
        x * mask / (1 - rate)
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
