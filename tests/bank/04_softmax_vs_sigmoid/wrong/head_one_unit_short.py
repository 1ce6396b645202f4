# mistake: one unit fewer than classes, also for more than two
# fails: head_for_exclusive_classes, keeps_to_its_contract
# points: 8
# says: 2 numbers for each image
import keras
import numpy as np


def softmax(logits: np.ndarray, axis: int = -1) -> np.ndarray:
    e = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


def build_head(num_features, num_classes, multi_label=False):
    if multi_label:
        units, activation = num_classes, "sigmoid"
    else:
        # the last class follows from the others
        units = num_classes - 1
        activation = "sigmoid" if units == 1 else "softmax"
    return keras.Sequential([keras.Input((num_features,)), keras.layers.Dense(units, activation=activation)])


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
