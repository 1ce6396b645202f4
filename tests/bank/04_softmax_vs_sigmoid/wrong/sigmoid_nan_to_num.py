# mistake: nan replaced by 0 after inf / inf
# looks like: nan replaced by a number after exp has overflowed
# fails: sigmoid_of_large_logits
# points: 9.5

import keras
import numpy as np


def softmax(logits, axis=-1):
    e = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(logits):
    e = np.exp(logits)
    return np.nan_to_num(e / (1 + e))


def build_head(num_features, num_classes, multi_label=False):
    activation = "sigmoid" if multi_label else "softmax"
    return keras.Sequential([
        keras.Input(shape=(num_features,)),
        keras.layers.Dense(num_classes, activation=activation),
    ])


def to_labels(predictions, multi_label=False):
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
