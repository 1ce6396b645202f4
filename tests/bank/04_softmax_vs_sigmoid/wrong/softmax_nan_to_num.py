# mistake: inf / inf hidden by nan_to_num
# looks like: nan replaced by a number after exp has overflowed
# why: Where exp(1000) has become inf, the difference between 1000 and 999 is lost. Nothing after it brings it back.
# fails: softmax_of_large_logits
# points: 9

import keras
import numpy as np


def softmax(logits, axis=-1):
    with np.errstate(all="ignore"):
        powers = np.exp(logits)
        return np.nan_to_num(powers / powers.sum(axis=axis, keepdims=True))


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
