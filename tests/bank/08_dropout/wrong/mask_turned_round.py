# mistake: values below rate are kept, the scale is right
# looks like: rate read as the share to keep (or < and > the wrong way round)
# fails: each_value_is_dropped_on_its_own
# points: 9
# says: 80.

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x
    mask = rng.random(x.shape) < rate
    return x * mask / (1 - rate)


def build_head(num_features: int, num_classes: int, hidden: int = 100, rate: float = 0.2) -> keras.Model:
    inputs = keras.Input(shape=(num_features,))
    inner = keras.layers.Dense(hidden, activation="relu")(inputs)
    drop = keras.layers.Dropout(rate)(inner)
    outputs = keras.layers.Dense(num_classes, activation="softmax")(drop)
    return keras.Model(inputs, outputs)


def spread(model: keras.Model, x: np.ndarray, training: bool, calls: int = 20) -> float:
    answers = []
    for i in range(calls):
        answers.append(model(x, training=training).numpy())
    answers = np.array(answers)
    return float(np.mean(np.std(answers, axis=0)))
