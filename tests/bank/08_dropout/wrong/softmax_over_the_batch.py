# mistake: softmax over the batch instead of the classes
# looks like: a softmax over the batch axis (axis 0)
# fails: head_is_dense_relu_dense_softmax, head_drops_hidden_values
# points: 7

import keras
import numpy as np


def dropout(x, rate, rng, training):
    if training:
        mask = (rng.uniform(size=x.shape) > rate).astype(x.dtype)
        return x * mask / (1 - rate)
    else:
        return np.copy(x)


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    return keras.Sequential(
        [
            keras.layers.Input(shape=(num_features,)),
            keras.layers.Dense(hidden, activation="relu"),
            keras.layers.Dropout(rate),
            keras.layers.Dense(num_classes),
            keras.layers.Softmax(axis=0),
        ]
    )


def spread(model, x, training, calls=20):
    preds = []
    for _ in range(calls):
        preds.append(keras.ops.convert_to_numpy(model(x, training=training)))
    return np.mean(np.std(np.array(preds), axis=0))
