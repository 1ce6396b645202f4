# mistake: the NumPy softmax in the call of a subclass
# fails: head_for_exclusive_classes, keeps_to_its_contract
# points: 8
# says: a NumPy function inside the model
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
        self.one_question_each = multi_label or num_classes == 2
        self.dense = keras.layers.Dense(1 if num_classes == 2 and not multi_label else num_classes)

    def call(self, inputs):
        z = self.dense(inputs)
        if self.one_question_each:
            return keras.ops.sigmoid(z)
        return softmax(z)


def build_head(num_features, num_classes, multi_label=False):
    return Head(num_classes, multi_label)


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
