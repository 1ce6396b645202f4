# mistake: every fifth value, from a random start
# fails: each_value_is_dropped_on_its_own
# points: 9
# says: the same places in each row

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training or rate == 0:
        return x
    step = rate * (np.arange(x.size) + rng.integers(1000))
    drop = np.floor(step + rate) > np.floor(step)
    return np.where(drop.reshape(x.shape), 0, x / (1 - rate))


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
