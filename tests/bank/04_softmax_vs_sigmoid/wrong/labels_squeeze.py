# mistake: squeeze() on one image takes the batch axis away as well
# looks like: squeeze(), which takes away the axis of the images as well
# why: squeeze() takes away every axis of length 1. With an axis it takes away that one only.
# try: print(to_labels(np.array([[0.9]])).shape)
# fails: keeps_to_its_contract
# points: 9
# says: for a batch of one
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
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return np.squeeze(predictions > 0.5).astype(int)
    return np.argmax(predictions, axis=1)
