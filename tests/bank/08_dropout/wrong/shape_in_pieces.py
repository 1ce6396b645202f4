# mistake: rng.random(*x.shape), as np.random.rand takes it
# why: np.random.rand takes the lengths one by one. rng.random takes the shape as one argument.
# try: print(dropout(np.ones((2, 9)), 0.2, np.random.default_rng(0), True))
# fails: each_value_is_dropped_on_its_own, survivors_are_scaled, silent_at_prediction_active_in_training, keeps_to_its_contract
# points: 5
# says: the shape as one argument

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x.copy()
    mask = rng.random(*x.shape) >= rate
    return x * mask / (1 - rate)


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
