# mistake: the axis argument is not looked at
# looks like: an axis argument that is not used: this is the softmax over the last axis
# try: p = softmax(np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 5.0]]), axis=0); print(p, p.sum(axis=0))
# fails: softmax_along_the_axis
# points: 9
import keras
import numpy as np


def softmax(logits, axis=-1):
    e_x = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    return e_x / np.sum(e_x, axis=-1, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


def build_head(num_features, num_classes, multi_label=False):
    inputs = keras.Input(shape=(num_features,))
    activation = "sigmoid" if multi_label else "softmax"
    outputs = keras.layers.Dense(num_classes, activation=activation)(inputs)
    return keras.Model(inputs, outputs)


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
