# mistake: noise_shape=(1, hidden): all images lose the same hidden values
# looks like: the same hidden values dropped for all images of a batch: noise_shape, or one mask for all
# fails: head_drops_hidden_values
# points: 8
# says: all rows lose the same, or nothing

import keras
import numpy as np


def dropout(x: np.ndarray, rate: float, rng: np.random.Generator, training: bool) -> np.ndarray:
    if not training:
        return x
    return np.where(rng.random(x.shape) >= rate, x / (1 - rate), 0)


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    return keras.Sequential([
        keras.Input((num_features,)),
        keras.layers.Dense(hidden, activation="relu"),
        keras.layers.Dropout(rate, noise_shape=(1, hidden)),
        keras.layers.Dense(num_classes, activation="softmax"),
    ])


def spread(model: keras.Model, x: np.ndarray, training: bool, calls: int = 20) -> float:
    answers = np.stack([np.asarray(model(x, training=training)) for _ in range(calls)])
    return float(answers.std(axis=0).mean())
