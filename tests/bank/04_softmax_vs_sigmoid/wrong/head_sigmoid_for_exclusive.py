# mistake: a sigmoid for each class although the classes are exclusive
# looks like: a sigmoid for each class, not one softmax
# why: An image belongs to exactly one class, so the classes share a probability of 1. Sigmoids know nothing of each other: all can be near 1, or none.
# fails: head_for_exclusive_classes
# points: 9
import keras
import numpy as np


def softmax(logits: np.ndarray, axis: int = -1) -> np.ndarray:
    e = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


def build_head(num_features, num_classes, multi_label=False):
    units = 1 if num_classes == 2 and not multi_label else num_classes
    return keras.Sequential([
        keras.Input((num_features,)),
        keras.layers.Dense(units, activation="sigmoid"),
    ])


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
