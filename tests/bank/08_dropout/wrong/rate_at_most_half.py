# mistake: a rate above 0.5 is taken for 0.5
# looks like: a rate that is limited to 0.5
# try: print([layer.rate for layer in build_head(8, 3, rate=0.9).layers if hasattr(layer, 'rate')])   # [0.9]
# fails: head_drops_hidden_values
# points: 8
# says: hidden values dropped as with rate

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x.copy()
    keep = rng.random(x.shape) >= rate
    return np.where(keep, x / (1 - rate), 0.0)


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    rate = min(max(rate, 0.0), 0.5)
    return keras.Sequential(
        [
            keras.Input((num_features,)),
            keras.layers.Dense(hidden, activation="relu"),
            keras.layers.Dropout(rate),
            keras.layers.Dense(num_classes, activation="softmax"),
        ]
    )


def spread(model, x, training, calls=20):
    answers = np.stack([np.asarray(model(x, training=training)) for _ in range(calls)])
    return float(answers.std(axis=0).mean())
