# mistake: two softmaxes, for two classes as well, with a hidden layer
# looks like: two softmaxes in a row
# why: Softmax of numbers that lie between 0 and 1 stays far from 0 and 1. It should get the logits, the plain output of a Dense layer.
# fails: head_for_exclusive_classes, head_for_two_classes
# points: 8
import keras
import numpy as np


def softmax(logits: np.ndarray, axis: int = -1) -> np.ndarray:
    e = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


class Head(keras.Model):
    def __init__(self, num_classes, multi_label):
        super().__init__()
        self.hidden = keras.layers.Dense(32, activation="relu")
        self.out = keras.layers.Dense(num_classes, activation="sigmoid" if multi_label else "softmax")
        self.multi_label = multi_label

    def call(self, x):
        x = self.out(self.hidden(x))
        return x if self.multi_label else keras.ops.softmax(x)


def build_head(num_features, num_classes, multi_label=False):
    return Head(num_classes, multi_label)


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
