# mistake: a subclass that makes the layer and never calls it
# looks like: a Dropout layer that is made and not called
# why: A Dropout layer acts only where it is called.
# fails: head_drops_hidden_values
# points: 8
# says: agree exactly

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
        return self.dense2(x)


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    return Head(num_classes, hidden, rate)


def spread(model: keras.Model, x: np.ndarray, training: bool, calls: int = 20) -> float:
    answers = []
    for i in range(calls):
        answers.append(model(x, training=training).numpy())
    answers = np.array(answers)
    return float(np.mean(np.std(answers, axis=0)))
