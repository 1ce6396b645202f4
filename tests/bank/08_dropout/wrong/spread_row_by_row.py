# mistake: the model is called for one row at a time
# looks like: a call for each row, not for the whole batch
# fails: spread_tells_training_from_prediction
# points: 8

import keras
import numpy as np


def dropout(x: np.ndarray, rate: float, rng: np.random.Generator, training: bool) -> np.ndarray:
    if not training:
        return x
    return np.where(rng.random(x.shape) >= rate, x / (1 - rate), 0)


def build_head(num_features: int, num_classes: int, hidden: int = 100, rate: float = 0.2) -> keras.Model:
    return keras.Sequential([
        keras.Input((num_features,)),
        keras.layers.Dense(hidden, activation="relu"),
        keras.layers.Dropout(rate),
        keras.layers.Dense(num_classes, activation="softmax"),
    ])


def spread(model, x, training, calls=20):
    rows = lambda: [np.asarray(model(x[i : i + 1], training=training)) for i in range(len(x))]
    return float(np.stack([np.concatenate(rows()) for _ in range(calls)]).std(axis=0).mean())
