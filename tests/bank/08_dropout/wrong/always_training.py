# mistake: a subclass that calls its Dropout with training=True
# looks like: Dropout called with training=True, whatever mode the head is in
# fails: head_is_dense_relu_dense_softmax
# points: 9
# says: different answers at prediction

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x
    keep = rng.random(x.shape) >= rate
    return np.where(keep, x / (1 - rate), 0)


class Head(keras.Model):
    def __init__(self, num_classes, hidden, rate):
        super().__init__()
        self.dense1 = keras.layers.Dense(hidden, activation="relu")
        self.dropout = keras.layers.Dropout(rate)
        self.dense2 = keras.layers.Dense(num_classes, activation="softmax")

    def call(self, inputs, training=False):
        x = self.dense1(inputs)
        x = self.dropout(x, training=True)
        return self.dense2(x)


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    return Head(num_classes, hidden, rate)


def spread(model, x, training, calls=20):
    outs = [model(x, training=training) for _ in range(calls)]
    return np.std(outs, axis=0).mean()
