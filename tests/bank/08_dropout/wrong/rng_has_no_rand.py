# mistake: rng.rand, which only np.random has
# why: rand and randn belong to np.random. A generator, as default_rng makes it, has methods with other names.
# fails: each_value_is_dropped_on_its_own, survivors_are_scaled, silent_at_prediction_active_in_training, keeps_to_its_contract
# points: 5
# says: rand

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if training:
        mask = rng.rand(*x.shape) > rate
        return x * mask / (1 - rate)
    return x


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
