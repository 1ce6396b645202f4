# mistake: the NumPy softmax called on a Keras tensor
# fails: head_for_exclusive_classes, head_for_two_classes, keeps_to_its_contract
# points: 7
# says: a NumPy function inside the model
import keras
import numpy as np


def softmax(logits: np.ndarray, axis: int = -1) -> np.ndarray:
    e = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


def build_head(num_features, num_classes, multi_label=False):
    inputs = keras.Input((num_features,))
    z = keras.layers.Dense(num_classes)(inputs)
    outputs = keras.activations.sigmoid(z) if multi_label else softmax(z, axis=1)
    return keras.Model(inputs, outputs)


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
