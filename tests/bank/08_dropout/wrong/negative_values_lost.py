# mistake: survivors are found by their sign, as if all values came from a ReLU
# looks like: negative values lost, as if all values came from a ReLU
# try: print(dropout(-np.ones((2, 9)), 0.2, np.random.default_rng(0), True))
# fails: each_value_is_dropped_on_its_own
# points: 9
# says: values chosen by their size

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x
    noise = np.where(rng.random(x.shape) >= rate, x, -1)
    return np.where(noise > 0, noise / (1 - rate), 0)


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
