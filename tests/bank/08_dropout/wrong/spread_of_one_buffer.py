# mistake: one array, filled again for each call, so that all answers in the list are the last one
# looks like: one array in the list again and again: append a copy of each answer
# fails: spread_tells_training_from_prediction
# points: 8
# says: 0.000 for a Dropout(0.2) model with training=True

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
    buffer = None
    answers = []
    for _ in range(calls):
        out = np.array(model(x, training=training))
        if buffer is None:
            buffer = np.empty_like(out)
        buffer[...] = out
        answers.append(buffer)
    return float(np.std(answers, axis=0).mean())
