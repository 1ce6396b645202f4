# mistake: np.asarray does not copy what is float32 already
# fails: keeps_to_its_contract
# points: 9
# says: dropout changed the caller's x

import keras
import numpy as np


def dropout(x, rate, rng, training):
    x = np.asarray(x, dtype=np.float32)
    if training:
        mask = rng.random(x.shape) < rate
        x[mask] = 0
        x /= 1 - rate
    return x


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
