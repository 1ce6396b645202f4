# mistake: two sigmoid units for two exclusive classes
# looks like: a sigmoid for each class, not one softmax
# why: An image belongs to exactly one class, so the classes share a probability of 1. Sigmoids know nothing of each other: all can be near 1, or none.
# fails: head_for_two_classes
# points: 9
import keras
import numpy as np


def softmax(logits: np.ndarray, axis: int = -1) -> np.ndarray:
    e = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


def build_head(num_features, num_classes, multi_label=False):
    # binary classification and multi-label: sigmoid, multi-class: softmax
    if num_classes == 2 or multi_label:
        act = "sigmoid"
    else:
        act = "softmax"
    return keras.Sequential([keras.Input((num_features,)), keras.layers.Dense(num_classes, activation=act)])


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
