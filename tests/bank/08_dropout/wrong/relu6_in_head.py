# mistake: relu6, which stops at 6
# looks like: an activation that stops at 6, not ReLU
# fails: head_is_dense_relu_dense_softmax
# points: 9

import keras
import numpy as np


def dropout(x: np.ndarray, rate: float, rng: np.random.Generator, training: bool) -> np.ndarray:
    if not training:
        return x
    return np.where(rng.random(x.shape) >= rate, x / (1 - rate), 0)


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    return keras.Sequential([
        keras.Input((num_features,)),
        keras.layers.Dense(hidden, activation="relu6"),
        keras.layers.Dropout(rate),
        keras.layers.Dense(num_classes, activation="softmax"),
    ])


def spread(model: keras.Model, x: np.ndarray, training: bool, calls: int = 20) -> float:
    answers = np.stack([np.asarray(model(x, training=training)) for _ in range(calls)])
    return float(answers.std(axis=0).mean())
