# mistake: two labels taken for two exclusive classes
# looks like: two labels taken for two exclusive classes
# why: Two labels that may both apply are two questions: each needs a unit of its own.
# fails: head_for_labels
# points: 9
# says: 1 number for each image
import keras
import numpy as np


def softmax(logits: np.ndarray, axis: int = -1) -> np.ndarray:
    e = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


def build_head(num_features, num_classes, multi_label=False):
    if num_classes == 2:
        out = keras.layers.Dense(1, activation="sigmoid")
    elif multi_label:
        out = keras.layers.Dense(num_classes, activation="sigmoid")
    else:
        out = keras.layers.Dense(num_classes, activation="softmax")
    return keras.Sequential([keras.Input((num_features,)), out])


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
