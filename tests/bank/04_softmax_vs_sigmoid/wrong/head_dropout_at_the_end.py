# mistake: dropout after the last activation
# looks like: dropout after the last activation
# fails: head_for_exclusive_classes, head_for_two_classes, head_for_labels
# points: 7
# says: they are not probabilities

import keras
import numpy as np


def softmax(logits, axis=-1):
    e = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(logits):
    return 1 / (1 + np.exp(-logits))


def build_head(num_features, num_classes, multi_label=False):
    return keras.Sequential([
        keras.Input((num_features,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(num_classes, activation="sigmoid" if multi_label else "softmax"),
        keras.layers.Dropout(0.5),
    ])


def to_labels(predictions, multi_label=False):
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
