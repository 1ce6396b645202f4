# mistake: multi_label not looked at: softmax
# looks like: a softmax over the labels: multi_label asks for a sigmoid each
# fails: head_for_labels
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
    outputs = keras.layers.Dense(num_classes, activation="softmax")(inputs)
    return keras.Model(inputs, outputs)


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
