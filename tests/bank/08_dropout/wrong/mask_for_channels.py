# mistake: one draw for all channels of a place, for images as spatial dropout might do it
# looks like: one draw for all channels of a place
# try: print(dropout(np.ones((1, 2, 2, 4)), 0.5, np.random.default_rng(0), True))
# fails: each_value_is_dropped_on_its_own
# points: 9
# says: neighbours together

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x
    shape = (*x.shape[:-1], 1) if x.ndim == 4 else x.shape
    return x * (rng.random(shape) >= rate) / (1 - rate)


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
