# mistake: the largest absolute value is subtracted
# looks like: the largest absolute value subtracted, not the largest logit
# why: The largest power should be exp(0) = 1. Here all powers of -1000 become exp(-2000), which is 0.
# fails: softmax_of_large_logits
# points: 9

import keras
import numpy as np


def softmax(logits, axis=-1):
    powers = np.exp(logits - np.abs(logits).max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


def build_head(num_features: int, num_classes: int, multi_label: bool = False) -> keras.Model:
    activation = "sigmoid" if multi_label else "softmax"
    return keras.Sequential([keras.Input((num_features,)), keras.layers.Dense(num_classes, activation=activation)])


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
