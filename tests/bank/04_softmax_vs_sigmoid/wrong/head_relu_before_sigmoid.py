# mistake: relu under the sigmoid
# looks like: relu before the sigmoid
# fails: head_for_two_classes
# points: 9
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
        return keras.Model(inputs, keras.layers.Dense(num_classes, activation="sigmoid")(inputs))
    if num_classes > 2:
        return keras.Model(inputs, keras.layers.Dense(num_classes, activation="softmax")(inputs))
    x = keras.layers.Dense(1, activation="relu")(inputs)
    return keras.Model(inputs, keras.layers.Activation("sigmoid")(x))


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
