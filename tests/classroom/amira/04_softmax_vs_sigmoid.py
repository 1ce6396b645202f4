import keras
import numpy as np


def softmax(logits, axis=-1):
    # subtract the max for numerical stability
    z = logits - logits.max(axis=axis, keepdims=True)
    numerator = np.exp(z)
    denominator = np.sum(numerator, axis=axis, keepdims=True)
    return numerator / denominator


def sigmoid(logits):
    return np.where(logits >= 0, 1 / (1 + np.exp(-np.abs(logits))), np.exp(-np.abs(logits)) / (1 + np.exp(-np.abs(logits))))


def build_head(num_features, num_classes, multi_label=False):
    inputs = keras.Input(shape=(num_features,), name="features")
    x = keras.layers.Dense(num_classes, name="logits")(inputs)
    if multi_label:
        outputs = keras.layers.Activation("sigmoid")(x)
    else:
        outputs = keras.layers.Softmax()(x)
    return keras.Model(inputs, outputs)


def to_labels(predictions, multi_label=False):
    if multi_label:
        return np.where(predictions >= 0.5, 1, 0)
    if predictions.shape[-1] == 1:
        return np.where(predictions.ravel() >= 0.5, 1, 0)
    return np.argmax(predictions, axis=-1)
