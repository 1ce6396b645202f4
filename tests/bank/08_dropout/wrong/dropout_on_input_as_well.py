# mistake: Dropout before and after the first Dense
# looks like: Dropout on the image vector as well
# fails: head_drops_hidden_values
# points: 8

import keras
import numpy as np


def dropout(x: np.ndarray, rate: float, rng: np.random.Generator, training: bool) -> np.ndarray:
    if training:
        mask = rng.binomial(1, 1 - rate, size=x.shape)
        return x * mask / (1 - rate)
    return x


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    return keras.Sequential([
        keras.Input((num_features,)),
        keras.layers.Dropout(rate),
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
