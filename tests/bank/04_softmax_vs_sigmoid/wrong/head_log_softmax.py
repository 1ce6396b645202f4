# mistake: log-probabilities
# looks like: log_softmax: these are logarithms of probabilities
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
    if multi_label:
        units, act = num_classes, "sigmoid"
    elif num_classes == 2:
        units, act = 1, "sigmoid"
    else:
        units, act = num_classes, "log_softmax"
    return keras.Sequential([keras.Input((num_features,)), keras.layers.Dense(units, activation=act)])


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
