# mistake: keras.random.dropout with a fixed seed: the same values are dropped in each call
# looks like: a fixed seed for each call
# fails: head_drops_hidden_values
# points: 8
# says: the same values are dropped in each call

import keras
import numpy as np


def dropout(x: np.ndarray, rate: float, rng: np.random.Generator, training: bool) -> np.ndarray:
    if training:
        mask = rng.binomial(1, 1 - rate, size=x.shape)
        return x * mask / (1 - rate)
    return x


class Head(keras.Model):
    def __init__(self, num_classes, hidden, rate):
        super().__init__()
        self.rate = rate
        self.dense1 = keras.layers.Dense(hidden, activation="relu")
        self.dense2 = keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x, training=False):
        x = self.dense1(x)
        if training:
            x = keras.random.dropout(x, self.rate, seed=42)
        return self.dense2(x)


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    return Head(num_classes, hidden, rate)


def spread(model, x, training, calls=20):
    results = np.stack([np.array(model(x, training=training)) for _ in range(calls)])
    stds = results.std(axis=0)
    return float(stds.mean())
