# right: rng.choice with p, subclass whose call has no training argument, keras.ops for the spread

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if training:
        mask = rng.choice([0, 1], size=x.shape, p=[rate, 1 - rate])
        x = x * mask / (1 - rate)
    return x


class Head(keras.Model):
    def __init__(self, units, classes, rate):
        super().__init__()
        self.net = keras.Sequential([
            keras.layers.Dense(units, activation=keras.activations.relu),
            keras.layers.Dropout(rate=rate),
        ])
        self.classifier = keras.layers.Dense(classes)

    def call(self, x):
        return keras.ops.softmax(self.classifier(self.net(x)))


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    return Head(hidden, num_classes, rate)


def spread(model, x, training, calls=20):
    outputs = keras.ops.stack([model(x, training=training) for _ in range(calls)])
    return keras.ops.mean(keras.ops.std(outputs, axis=0))
