# mistake: other defaults than the stub's
# fails: keeps_to_its_contract
# points: 9
# says: another answer without hidden
# says: 100 is the default

import keras
import numpy as np


def dropout(x: np.ndarray, rate: float, rng: np.random.Generator, training: bool) -> np.ndarray:
    if not training:
        return x
    return np.where(rng.random(x.shape) >= rate, x / (1 - rate), 0)


def build_head(num_features, num_classes, hidden=64, rate=0.5):
    return keras.Sequential([
        keras.Input((num_features,)),
        keras.layers.Dense(hidden, activation="relu"),
        keras.layers.Dropout(rate),
        keras.layers.Dense(num_classes, activation="softmax"),
    ])


def spread(model: keras.Model, x: np.ndarray, training: bool, calls: int = 20) -> float:
    answers = np.stack([np.asarray(model(x, training=training)) for _ in range(calls)])
    return float(answers.std(axis=0).mean())
