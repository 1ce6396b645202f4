# mistake: a sum divided into the argument itself
# fails: keeps_to_its_contract
# points: 9
# says: softmax changed the caller's logits

import keras
import numpy as np


def softmax(logits, axis=-1):
    np.exp(logits - logits.max(axis=axis, keepdims=True), out=logits)
    logits /= logits.sum(axis=axis, keepdims=True)
    return logits


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
