# mistake: a model kept for each number of features, whatever else is asked for
# fails: head_for_labels
# points: 9
# says: the model that an earlier call with other arguments has given

import keras
import numpy as np


def softmax(logits: np.ndarray, axis: int = -1) -> np.ndarray:
    powers = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return powers / np.sum(powers, axis=axis, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


MODELS = {}


def build_head(num_features, num_classes, multi_label=False):
    if num_features not in MODELS:
        activation = "sigmoid" if multi_label else "softmax"
        layers = [keras.Input((num_features,)), keras.layers.Dense(num_classes, activation=activation)]
        MODELS[num_features] = keras.Sequential(layers)
    return MODELS[num_features]


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
