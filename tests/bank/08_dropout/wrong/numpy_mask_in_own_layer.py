# mistake: a layer that draws one mask for all rows, with NumPy
# looks like: the same hidden values dropped for all images of a batch: noise_shape, or one mask for all
# fails: head_drops_hidden_values
# points: 8
# says: all rows lose the same, or nothing

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if training:
        mask = (rng.uniform(size=x.shape) > rate).astype(x.dtype)
        return x * mask / (1 - rate)
    else:
        return np.copy(x)


class MyDropout(keras.layers.Layer):
    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def call(self, x, training=False):
        if training:
            mask = np.random.rand(x.shape[-1]) >= self.rate
            return x * (mask / (1 - self.rate)).astype("float32")
        return x


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    return keras.Sequential(
        [
            keras.Input((num_features,)),
            keras.layers.Dense(hidden, activation="relu"),
            MyDropout(rate),
            keras.layers.Dense(num_classes, activation="softmax"),
        ]
    )


def spread(model, x, training, calls=20):
    preds = []
    for _ in range(calls):
        preds.append(keras.ops.convert_to_numpy(model(x, training=training)))
    return np.mean(np.std(np.array(preds), axis=0))
