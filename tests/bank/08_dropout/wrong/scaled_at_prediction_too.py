# mistake: 1/(1 - rate) is applied before training is looked at
# looks like: the scaling applied at prediction as well
# fails: silent_at_prediction_active_in_training
# points: 9
# says: x * 1.2500

import keras
import numpy as np


def dropout(x, rate, rng, training):
    x = x / (1 - rate)
    if training:
        x[rng.random(x.shape) < rate] = 0
    return x


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
