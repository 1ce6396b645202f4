# mistake: whole numbers made of the logits
# looks like: logits cut to whole numbers
# try: print(softmax(np.array([0.2, 0.7])))   # about 0.378 and 0.622
# fails: softmax_along_the_axis, softmax_of_large_logits
# points: 8

import keras
import numpy as np


def softmax(logits, axis=-1):
    z = np.array(logits, dtype=int)
    z -= z.max(axis=axis, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(logits):
    return 1 / (1 + np.exp(-logits))


def build_head(num_features, num_classes, multi_label=False):
    activation = "sigmoid" if multi_label else "softmax"
    return keras.Sequential([
        keras.Input(shape=(num_features,)),
        keras.layers.Dense(num_classes, activation=activation),
    ])


def to_labels(predictions, multi_label=False):
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
