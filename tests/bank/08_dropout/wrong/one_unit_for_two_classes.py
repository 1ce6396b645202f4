# mistake: one sigmoid unit where there are two classes
# why: This head ends with Dense(num_classes) and softmax, for two classes too.
# fails: head_is_dense_relu_dense_softmax, head_drops_hidden_values
# points: 7
# says: (50, 1)

import keras
import numpy as np


def dropout(x: np.ndarray, rate: float, rng: np.random.Generator, training: bool) -> np.ndarray:
    if not training:
        return x
    return np.where(rng.random(x.shape) >= rate, x / (1 - rate), 0)


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    units, activation = (1, "sigmoid") if num_classes == 2 else (num_classes, "softmax")
    return keras.Sequential([
        keras.Input((num_features,)),
        keras.layers.Dense(hidden, activation="relu"),
        keras.layers.Dropout(rate),
        keras.layers.Dense(units, activation=activation),
    ])


def spread(model: keras.Model, x: np.ndarray, training: bool, calls: int = 20) -> float:
    answers = np.stack([np.asarray(model(x, training=training)) for _ in range(calls)])
    return float(answers.std(axis=0).mean())
