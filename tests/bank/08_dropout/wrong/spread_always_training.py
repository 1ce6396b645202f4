# mistake: training=True fixed in the call
# looks like: training=True fixed in the call
# fails: spread_tells_training_from_prediction, keeps_to_its_contract
# points: 7

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x
    keep = rng.random(x.shape) >= rate
    return np.where(keep, x / (1 - rate), 0)


def build_head(num_features: int, num_classes: int, hidden: int = 100, rate: float = 0.2) -> keras.Model:
    inputs = keras.Input(shape=(num_features,))
    inner = keras.layers.Dense(hidden, activation="relu")(inputs)
    drop = keras.layers.Dropout(rate)(inner)
    outputs = keras.layers.Dense(num_classes, activation="softmax")(drop)
    return keras.Model(inputs, outputs)


def spread(model, x, training, calls=20):
    answers = np.stack([np.asarray(model(x, training=True)) for _ in range(calls)])
    return float(answers.std(axis=0).mean())
