# mistake: the mean of the squares minus the square of the mean, in float32
# looks like: mean of the squares minus square of the mean in float32, of which the rounding is left
# why: Both squares are large and nearly the same. In float32 their difference is rounding, even where no answer varies.
# try: model = keras.Sequential([keras.layers.Dropout(0.0)])
# try: print(spread(model, np.random.uniform(20, 60, size=(32, 8)), training=True) < 1e-4)   # True
# fails: spread_tells_training_from_prediction
# points: 8
# says: 0: it answers the same in each call

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if training:
        mask = (rng.uniform(size=x.shape) > rate).astype(x.dtype)
        return x * mask / (1 - rate)
    else:
        return np.copy(x)


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    inputs = keras.Input(shape=(num_features,))
    h = keras.layers.Dense(hidden, activation="relu")(inputs)
    h = keras.layers.Dropout(rate)(h)
    outputs = keras.layers.Dense(num_classes, activation="softmax")(h)
    return keras.Model(inputs, outputs)


def spread(model, x, training, calls=20):
    total = 0.0
    squares = 0.0
    for _ in range(calls):
        out = np.asarray(model(x, training=training))
        total = total + out
        squares = squares + out**2
    var = np.abs(squares / calls - (total / calls) ** 2)
    return float(np.sqrt(var).mean())
