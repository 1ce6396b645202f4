# mistake: one sum over the whole array
# looks like: one sum over the whole array: take it along the axis
# fails: softmax_along_the_axis, softmax_of_large_logits
# points: 8
import keras
import numpy as np


def softmax(logits, axis=-1):
    e_x = np.exp(logits - np.max(logits))
    return e_x / e_x.sum()


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


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
