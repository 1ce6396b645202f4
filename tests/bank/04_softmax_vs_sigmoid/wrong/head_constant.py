# mistake: the input never reaches the output
# fails: head_for_exclusive_classes, head_for_two_classes, head_for_labels
# points: 7
# says: an answer that depends on nothing
import keras
import numpy as np


def softmax(logits: np.ndarray, axis: int = -1) -> np.ndarray:
    e = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


class Head(keras.Model):
    def __init__(self, units, activation):
        super().__init__()
        self.units = units
        self.act = keras.layers.Activation(activation)

    def call(self, x):
        z = keras.ops.zeros((keras.ops.shape(x)[0], self.units))
        return self.act(z)


def build_head(num_features, num_classes, multi_label=False):
    return Head(num_classes, "sigmoid" if multi_label else "softmax")


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
