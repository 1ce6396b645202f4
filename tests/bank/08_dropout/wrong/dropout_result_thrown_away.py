# mistake: functional API, the Dropout's output is not used further
# looks like: no Dropout in the model
# fails: head_drops_hidden_values
# points: 8

import keras
import numpy as np


def dropout(x: np.ndarray, rate: float, rng: np.random.Generator, training: bool) -> np.ndarray:
    if training:
        mask = rng.binomial(1, 1 - rate, size=x.shape)
        return x * mask / (1 - rate)
    return x


def build_head(num_features: int, num_classes: int, hidden: int = 100, rate: float = 0.2) -> keras.Model:
    inputs = keras.Input(shape=(num_features,))
    inner = keras.layers.Dense(hidden, activation="relu")(inputs)
    keras.layers.Dropout(rate)(inner)
    outputs = keras.layers.Dense(num_classes, activation="softmax")(inner)
    return keras.Model(inputs, outputs)


def spread(model: keras.Model, x: np.ndarray, training: bool, calls: int = 20) -> float:
    answers = []
    for i in range(calls):
        answers.append(model(x, training=training).numpy())
    answers = np.array(answers)
    return float(np.mean(np.std(answers, axis=0)))
