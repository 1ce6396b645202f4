# mistake: exactly round(rate * size) values dropped in each call
# looks like: a fixed number of values dropped, as rng.choice or rng.permutation give it
# fails: each_value_is_dropped_on_its_own
# points: 9

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x
    y = (x / (1 - rate)).ravel()
    y[rng.choice(y.size, size=round(rate * y.size), replace=False)] = 0
    return y.reshape(x.shape)


def build_head(num_features: int, num_classes: int, hidden: int = 100, rate: float = 0.2) -> keras.Model:
    inputs = keras.Input(shape=(num_features,))
    inner = keras.layers.Dense(hidden, activation="relu")(inputs)
    drop = keras.layers.Dropout(rate)(inner)
    outputs = keras.layers.Dense(num_classes, activation="softmax")(drop)
    return keras.Model(inputs, outputs)


def spread(model, x, training, calls=20):
    results = np.stack([np.array(model(x, training=training)) for _ in range(calls)])
    stds = results.std(axis=0)
    return float(stds.mean())
