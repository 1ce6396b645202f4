# mistake: Dense(num_classes, sigmoid) in all cases
# looks like: a sigmoid for each class, not one softmax
# why: An image belongs to exactly one class, so the classes share a probability of 1. Sigmoids know nothing of each other: all can be near 1, or none.
# fails: head_for_exclusive_classes, head_for_two_classes
# points: 8
import keras
import numpy as np


def softmax(logits: np.ndarray, axis: int = -1) -> np.ndarray:
    e = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


def build_head(num_features, num_classes, multi_label=False):
    model = keras.Sequential()
    model.add(keras.layers.Dense(64, activation="relu"))
    model.add(keras.layers.Dense(num_classes, activation="sigmoid"))
    return model


def to_labels(predictions, multi_label=False):
    if multi_label:
        return np.where(predictions >= 0.5, 1, 0)
    if predictions.shape[-1] == 1:
        return np.where(predictions.ravel() >= 0.5, 1, 0)
    return np.argmax(predictions, axis=-1)
