# mistake: Dropout on the hidden values and on the class scores
# looks like: Dropout on the class scores
# fails: head_drops_hidden_values
# points: 8
# says: even where the hidden values play no part

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x
    keep = rng.random(x.shape) >= rate
    return np.where(keep, x / (1 - rate), 0)


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    inputs = keras.Input((num_features,))
    x = keras.layers.Dense(hidden, activation="relu")(inputs)
    x = keras.layers.Dropout(rate)(x)
    x = keras.layers.Dense(num_classes)(x)
    x = keras.layers.Dropout(rate)(x)
    x = keras.layers.Softmax()(x)
    return keras.Model(inputs, x)


def spread(model, x, training, calls=20):
    outs = [model(x, training=training) for _ in range(calls)]
    return np.std(outs, axis=0).mean()
