# mistake: Dropout as the last layer
# looks like: Dropout after softmax
# why: The rows no longer sum to 1 in training, so the loss is computed from numbers that are not probabilities.
# fails: head_drops_hidden_values
# points: 8

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


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    model = keras.Sequential()
    model.add(keras.Input((num_features,)))
    model.add(keras.layers.Dense(hidden, activation="relu"))
    model.add(keras.layers.Dense(num_classes, activation="softmax"))
    model.add(keras.layers.Dropout(rate))
    return model


def spread(model, x, training, calls=20):
    outs = [model(x, training=training) for _ in range(calls)]
    return np.std(outs, axis=0).mean()
