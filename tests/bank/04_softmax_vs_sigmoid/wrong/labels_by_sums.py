# mistake: rows that sum to 1 are taken for those of a softmax, whatever multi_label says
# looks like: rows that sum to 1 taken for those of a softmax
# why: Several labels of an image may sum to 1 by chance. multi_label says what the numbers mean.
# try: print(to_labels(np.array([[0.7, 0.2, 0.1]]), multi_label=True), to_labels(np.array([[0.4, 0.3, 0.3]]), multi_label=True))
# fails: labels_of_multi_label
# points: 9

import keras
import numpy as np


def softmax(logits: np.ndarray, axis: int = -1) -> np.ndarray:
    powers = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return powers / np.sum(powers, axis=axis, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


def build_head(num_features: int, num_classes: int, multi_label: bool = False) -> keras.Model:
    activation = "sigmoid" if multi_label else "softmax"
    return keras.Sequential([keras.Input((num_features,)), keras.layers.Dense(num_classes, activation=activation)])


def to_labels(predictions, multi_label=False):
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    if np.allclose(predictions.sum(axis=1), 1, atol=1e-3):
        labels = predictions.argmax(axis=1)
        return np.eye(predictions.shape[1])[labels] if multi_label else labels
    return (predictions > 0.5).astype(int)
