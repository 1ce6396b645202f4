# mistake: softmax down the columns, axis fixed at 0
# looks like: a softmax over axis 0, whatever axis is
# fails: softmax_along_the_axis
# points: 9
import keras
import numpy as np


def softmax(logits, axis=-1):
    """Compute softmax values for each sets of scores in x."""
    e_x = np.exp(logits - np.max(logits, axis=0))
    return e_x / e_x.sum(axis=0)


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
        return np.where(predictions >= 0.5, 1, 0)
    if predictions.shape[-1] == 1:
        return np.where(predictions.ravel() >= 0.5, 1, 0)
    return np.argmax(predictions, axis=-1)
