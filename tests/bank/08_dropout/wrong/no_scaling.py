# mistake: survivors are not scaled
# looks like: dropout without the scaling
# why: Otherwise the next layer gets 20% less in training than at prediction.
# fails: survivors_are_scaled
# points: 8
# says: x * 1.0000

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if training:
        mask = rng.binomial(1, 1 - rate, size=x.shape)
        return x * mask
    else:
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
    results = np.stack([np.array(model(x, training=training)) for _ in range(calls)])
    stds = results.std(axis=0)
    return float(stds.mean())
