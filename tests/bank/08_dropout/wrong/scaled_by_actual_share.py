# mistake: survivors divided by the share that survived in this call
# why: The share that survives differs a little from call to call, and a lot on small arrays.
# fails: survivors_are_scaled
# points: 8
# says: the share that happened to survive

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if not training:
        return x
    keep = rng.random(x.shape) >= rate
    return x * keep / keep.mean()


def build_head(num_features: int, num_classes: int, hidden: int = 100, rate: float = 0.2) -> keras.Model:
    inputs = keras.Input(shape=(num_features,))
    inner = keras.layers.Dense(hidden, activation="relu")(inputs)
    drop = keras.layers.Dropout(rate)(inner)
    outputs = keras.layers.Dense(num_classes, activation="softmax")(drop)
    return keras.Model(inputs, outputs)


def spread(model, x, training, calls=20):
    results = np.stack([np.array(model(x, training=training)) for _ in range(calls)])
    stds = results.std(axis=0)
    return float(stds.mean())
