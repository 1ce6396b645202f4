# mistake: the mask is kept from the first call
# looks like: places that do not depend on rng: a seed of your own, or a mask that is kept
# fails: each_value_is_dropped_on_its_own
# points: 9
# says: the same places dropped in two calls

import keras
import numpy as np

MASKS = {}


def dropout(x, rate, rng, training):
    if not training:
        return x
    if x.shape not in MASKS:
        MASKS[x.shape] = rng.random(x.shape)
    return np.where(MASKS[x.shape] >= rate, x / (1 - rate), 0)


def build_head(num_features: int, num_classes: int, hidden: int = 100, rate: float = 0.2) -> keras.Model:
    return keras.Sequential([
        keras.Input((num_features,)),
        keras.layers.Dense(hidden, activation="relu"),
        keras.layers.Dropout(rate),
        keras.layers.Dense(num_classes, activation="softmax"),
    ])


def spread(model: keras.Model, x: np.ndarray, training: bool, calls: int = 20) -> float:
    answers = np.stack([np.asarray(model(x, training=training)) for _ in range(calls)])
    return float(answers.std(axis=0).mean())
