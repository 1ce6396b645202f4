import keras
import numpy as np


def dropout(x, rate, rng, training):
    """Inverted dropout."""
    if training == False:
        return x.copy()
    out = x.copy()
    out[rng.uniform(size=out.shape) < rate] = 0.0
    out /= 1.0 - rate
    return out


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
    total = 0.0
    total_of_squares = 0.0
    for _ in range(calls):
        answer = np.asarray(model(x, training=training), dtype="float64")
        total = total + answer
        total_of_squares = total_of_squares + answer**2
    variance = total_of_squares / calls - (total / calls) ** 2
    return float(np.sqrt(np.maximum(variance, 0)).mean())
