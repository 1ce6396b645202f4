# mistake: the hard sigmoid
# looks like: the hard sigmoid, three straight lines
# fails: sigmoid_of_any_shape, keeps_to_its_contract
# points: 8.5

import keras
import numpy as np


def softmax(logits, axis=-1):
    e = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(logits):
    return np.clip(logits / 6 + 0.5, 0, 1)


def build_head(num_features, num_classes, multi_label=False):
    inputs = keras.Input((num_features,))
    if multi_label:
        outputs = keras.layers.Dense(num_classes, activation="sigmoid")(inputs)
    elif num_classes == 2:
        outputs = keras.layers.Dense(1, activation="sigmoid")(inputs)
    else:
        outputs = keras.layers.Dense(num_classes, activation="softmax")(inputs)
    return keras.Model(inputs, outputs)


def to_labels(predictions, multi_label=False):
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
