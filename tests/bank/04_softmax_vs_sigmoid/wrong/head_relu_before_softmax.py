# mistake: relu before the softmax
# looks like: relu before the softmax: a logit may be below 0
# fails: head_for_exclusive_classes
# points: 9

import keras
import numpy as np


def softmax(logits, axis=-1):
    e = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(logits):
    return 1 / (1 + np.exp(-logits))


def build_head(num_features, num_classes, multi_label=False):
    model = keras.Sequential()
    model.add(keras.Input((num_features,)))
    if multi_label:
        model.add(keras.layers.Dense(num_classes, activation="sigmoid"))
    else:
        model.add(keras.layers.Dense(num_classes, activation="relu"))
        model.add(keras.layers.Softmax())
    return model


def to_labels(predictions, multi_label=False):
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
