# mistake: a Softmax layer after a softmax Dense
# looks like: two softmaxes in a row
# why: Softmax of numbers that lie between 0 and 1 stays far from 0 and 1. It should get the logits, the plain output of a Dense layer.
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
    inputs = keras.Input(shape=(num_features,))
    if multi_label:
        outputs = keras.layers.Dense(num_classes, activation="sigmoid")(inputs)
    elif num_classes == 2:
        outputs = keras.layers.Dense(1, activation="sigmoid")(inputs)
    else:
        x = keras.layers.Dense(num_classes, activation="softmax")(inputs)
        outputs = keras.layers.Softmax()(x)
    return keras.Model(inputs, outputs)


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
