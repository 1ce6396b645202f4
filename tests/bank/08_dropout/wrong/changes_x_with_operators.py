# mistake: *= and /= on the caller's array
# fails: keeps_to_its_contract
# points: 9
# says: dropout changed the caller's x

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if training:
        x *= rng.random(x.shape) >= rate
        x /= 1 - rate
    return x


class Head(keras.Model):
    def __init__(self, num_classes, hidden, rate):
        super().__init__()
        self.dense1 = keras.layers.Dense(hidden, activation="relu")
        self.dropout = keras.layers.Dropout(rate)
        self.dense2 = keras.layers.Dense(num_classes, activation="softmax")

    def call(self, inputs, training=False):
        x = self.dense1(inputs)
        x = self.dropout(x, training=training)
        return self.dense2(x)


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    return Head(num_classes, hidden, rate)


def spread(model, x, training, calls=20):
    outs = [model(x, training=training) for _ in range(calls)]
    return np.std(outs, axis=0).mean()
