# mistake: softmax over the batch axis, one unit for two classes
# looks like: a softmax over the batch axis (axis 0)
# fails: head_for_exclusive_classes, head_for_two_classes
# points: 8
import keras
import numpy as np


def softmax(logits: np.ndarray, axis: int = -1) -> np.ndarray:
    e = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


def build_head(num_features, num_classes, multi_label=False):
    units = num_classes if multi_label or num_classes > 2 else 1
    inputs = keras.Input((num_features,))
    x = keras.layers.Dense(units)(inputs)
    if multi_label:
        x = keras.layers.Activation("sigmoid")(x)
    else:
        x = keras.layers.Lambda(lambda t: keras.ops.softmax(t, axis=0))(x)
    return keras.Model(inputs, x)


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
