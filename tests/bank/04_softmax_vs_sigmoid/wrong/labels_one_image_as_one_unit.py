# mistake: one image taken for one unit
# looks like: a batch of one image taken for a single unit
# fails: keeps_to_its_contract
# points: 9
# says: for a batch of one

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
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[0] == 1 or predictions.shape[1] == 1:
        return (predictions.ravel() > 0.5).astype(int)
    return np.argmax(predictions, axis=1)
