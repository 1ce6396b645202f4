# mistake: survivors divided by rate
# looks like: survivors divided by rate
# why: rate is the share that is dropped. What is left is a share of 1 - rate.
# fails: survivors_are_scaled
# points: 8
# says: x * 5.0000

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x
    keep = rng.random(x.shape) > rate
    return np.where(keep, x / rate, 0)


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    return keras.Sequential([
        keras.Input((num_features,)),
        keras.layers.Dense(hidden, activation="relu"),
        keras.layers.Dropout(rate),
        keras.layers.Dense(num_classes, activation="softmax"),
    ])


def spread(model: keras.Model, x: np.ndarray, training: bool, calls: int = 20) -> float:
    answers = []
    for i in range(calls):
        answers.append(model(x, training=training).numpy())
    answers = np.array(answers)
    return float(np.mean(np.std(answers, axis=0)))
