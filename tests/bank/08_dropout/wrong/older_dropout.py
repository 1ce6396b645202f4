# mistake: the first paper's dropout: nothing scaled in training, x * (1 - rate) at prediction
# looks like: the older dropout, which scales at prediction, not in training
# fails: survivors_are_scaled, silent_at_prediction_active_in_training
# points: 7
# says: x * 1.0000
# says: x * 0.8000

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if training:
        return x * (rng.random(x.shape) >= rate)
    return x * (1 - rate)


def build_head(num_features: int, num_classes: int, hidden: int = 100, rate: float = 0.2) -> keras.Model:
    inputs = keras.Input(shape=(num_features,))
    inner = keras.layers.Dense(hidden, activation="relu")(inputs)
    drop = keras.layers.Dropout(rate)(inner)
    outputs = keras.layers.Dense(num_classes, activation="softmax")(drop)
    return keras.Model(inputs, outputs)


def spread(model: keras.Model, x: np.ndarray, training: bool, calls: int = 20) -> float:
    answers = []
    for i in range(calls):
        answers.append(model(x, training=training).numpy())
    answers = np.array(answers)
    return float(np.mean(np.std(answers, axis=0)))
