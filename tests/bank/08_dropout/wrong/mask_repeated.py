# mistake: a mask for the first rows, repeated for the others
# looks like: a short mask that is repeated
# try: y = dropout(np.ones((200, 20)), 0.5, np.random.default_rng(0), True); print((y[:100] == y[100:]).all())
# fails: each_value_is_dropped_on_its_own
# points: 9
# says: a pattern that repeats after 2,000 values

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x
    size = min(x.size, 2000)
    keep = np.resize(rng.random(size) >= rate, x.shape)
    return x * keep / (1 - rate)


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
