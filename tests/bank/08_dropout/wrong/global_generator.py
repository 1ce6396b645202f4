# mistake: NumPy's global generator instead of rng
# looks like: random numbers that do not come from rng
# fails: keeps_to_its_contract
# points: 9
# says: the same rng

import keras
import numpy as np
from keras import layers


def dropout(x, rate, rng, training):
    if not training:
        return x
    keep_prob = 1 - rate
    d = np.random.rand(*x.shape) < keep_prob
    return np.multiply(x, d) / keep_prob


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    model = keras.Sequential()
    model.add(layers.Dense(hidden))
    model.add(layers.Activation("relu"))
    model.add(layers.Dropout(rate))
    model.add(layers.Dense(num_classes))
    model.add(layers.Activation("softmax"))
    return model


def spread(model, x, training, calls=20):
    # sample standard deviation
    answers = np.stack([model(x, training=training) for _ in range(calls)], axis=-1)
    return np.std(answers, axis=-1, ddof=1).mean()
