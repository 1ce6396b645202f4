import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x
    wanted = int(rate * x.size)
    y = x.copy()
    dropped = 0
    while dropped < wanted:
        place = tuple(rng.integers(0, size) for size in x.shape)
        if y[place] == 0:
            dropped += 1
            y[place] = 0
    return y / (1 - rate)


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    inputs = keras.Input(shape=(num_features,))
    x = keras.layers.Dense(hidden, activation="relu")(inputs)
    x = keras.layers.Dropout(rate)(x)
    return keras.Model(inputs, keras.layers.Dense(num_classes, activation="softmax")(x))


def spread(model, x, training, calls=20):
    answers = [keras.ops.convert_to_numpy(model(x, training=training)) for _ in range(calls)]
    return float(np.stack(answers).std(axis=0).mean())
