# mistake: works with a copy of the generator, which stays where it was
# looks like: a copy of rng: the generator itself stays where it was, so the next call draws the same places
# fails: each_value_is_dropped_on_its_own
# points: 9
# says: the same places dropped in two calls

import keras
import numpy as np

import copy


def dropout(x, rate, rng, training):
    """Keeps the caller's generator as it is."""
    local = copy.deepcopy(rng)
    if not training:
        return x.copy()
    return np.where(local.random(x.shape) < rate, 0.0, x / (1.0 - rate))


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
    answers = np.stack([np.asarray(model(x, training=training)) for _ in range(calls)])
    return float(answers.std(axis=0).mean())
