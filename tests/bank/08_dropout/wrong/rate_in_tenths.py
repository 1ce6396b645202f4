# mistake: the rate cut to whole tenths, for whole numbers from 0 to 9
# looks like: the rate cut to tenths: int(10 * 0.35) is 3
# fails: each_value_is_dropped_on_its_own
# points: 9
# says: % of the values dropped

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x.copy()
    lots = rng.integers(0, 10, size=x.shape)
    return np.where(lots < int(rate * 10), 0, x / (1 - rate))


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
