# mistake: 20 calls whatever calls is
# looks like: 20 calls, whatever calls is
# fails: spread_tells_training_from_prediction
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
    drop = keras.layers.Dropout(rate)(inner)
    outputs = keras.layers.Dense(num_classes, activation="softmax")(drop)
    return keras.Model(inputs, outputs)


def spread(model, x, training, calls=20):
    answers = np.stack([np.asarray(model(x, training=training)) for _ in range(20)])
    return float(answers.std(axis=0).mean())
