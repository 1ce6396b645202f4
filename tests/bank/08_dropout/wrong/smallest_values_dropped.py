# mistake: the smallest values are dropped
# looks like: the smallest values dropped, not values at random
# fails: each_value_is_dropped_on_its_own
# points: 9
# says: chosen by their size

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training or rate == 0:
        return x
    limit = np.quantile(np.abs(x), rate)
    return np.where(np.abs(x) > limit, x / (1 - rate), 0)


def build_head(num_features: int, num_classes: int, hidden: int = 100, rate: float = 0.2) -> keras.Model:
    return keras.Sequential([
        keras.Input((num_features,)),
        keras.layers.Dense(hidden, activation="relu"),
        keras.layers.Dropout(rate),
        keras.layers.Dense(num_classes, activation="softmax"),
    ])


def spread(model: keras.Model, x: np.ndarray, training: bool, calls: int = 20) -> float:
    answers = np.stack([np.asarray(model(x, training=training)) for _ in range(calls)])
    return float(answers.std(axis=0).mean())
