# mistake: one call, stacked calls times
# looks like: one call, and its answer used again and again
# fails: spread_tells_training_from_prediction
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


def build_head(num_features: int, num_classes: int, hidden: int = 100, rate: float = 0.2) -> keras.Model:
    inputs = keras.Input(shape=(num_features,))
    inner = keras.layers.Dense(hidden, activation="relu")(inputs)
    drop = keras.layers.Dropout(rate)(inner)
    outputs = keras.layers.Dense(num_classes, activation="softmax")(drop)
    return keras.Model(inputs, outputs)


def spread(model, x, training, calls=20):
    answer = np.asarray(model(x, training=training))
    answers = np.stack([answer] * calls)
    return float(answers.std(axis=0).mean())
