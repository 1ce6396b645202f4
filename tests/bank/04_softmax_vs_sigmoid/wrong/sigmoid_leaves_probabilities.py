# mistake: values from 0 to 1 are taken for probabilities
# looks like: logits between 0 and 1 taken for probabilities
# why: Logits can have any size, so they can lie between 0 and 1 as well.
# try: print(sigmoid(np.array([0.0, 0.5, 1.0])))   # about 0.5, 0.622, 0.731
# fails: sigmoid_of_any_shape
# points: 9.5

import keras
import numpy as np


def softmax(logits: np.ndarray, axis: int = -1) -> np.ndarray:
    powers = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return powers / np.sum(powers, axis=axis, keepdims=True)


def sigmoid(logits):
    if np.ndim(logits) and np.min(logits) >= 0 and np.max(logits) <= 1:
        return np.array(logits)
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
