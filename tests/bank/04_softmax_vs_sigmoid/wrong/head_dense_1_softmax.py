# mistake: softmax over one unit for two classes
# looks like: a softmax over a single unit
# why: Softmax divides each power by the sum of its row. With one unit that is itself, so the answer is always 1. One unit goes with sigmoid.
# fails: head_for_two_classes
# points: 9
# says: always 1
import keras
import numpy as np


def softmax(logits: np.ndarray, axis: int = -1) -> np.ndarray:
    e = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


def build_head(num_features, num_classes, multi_label=False):
    inputs = keras.Input((num_features,))
    if multi_label:
        outputs = keras.layers.Dense(num_classes, activation="sigmoid")(inputs)
    else:
        units = 1 if num_classes == 2 else num_classes
        outputs = keras.layers.Dense(units, activation="softmax")(inputs)
    return keras.Model(inputs, outputs)


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
