# mistake: only the most probable label is kept
# looks like: only the most probable label kept for each image
# fails: labels_of_multi_label, keeps_to_its_contract
# points: 8
import keras
import numpy as np


def softmax(logits: np.ndarray, axis: int = -1) -> np.ndarray:
    e = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


def build_head(num_features: int, num_classes: int, multi_label: bool = False) -> keras.Model:
    model = keras.Sequential()
    model.add(keras.Input(shape=(num_features,)))
    if multi_label:
        model.add(keras.layers.Dense(num_classes, activation="sigmoid"))
    elif num_classes == 2:
        model.add(keras.layers.Dense(1, activation="sigmoid"))
    else:
        model.add(keras.layers.Dense(num_classes, activation="softmax"))
    return model


def to_labels(predictions, multi_label=False):
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    best = np.argmax(predictions, axis=1)
    if multi_label:
        return np.eye(predictions.shape[1], dtype=int)[best]
    return best
