# mistake: sigmoids divided by their sum
# looks like: sigmoids divided by their sum, not a softmax
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
    inputs = keras.Input((num_features,))
    p = keras.layers.Dense(num_classes, activation="sigmoid")(inputs)
    if not multi_label:
        p = keras.layers.Lambda(lambda each: each / keras.ops.sum(each, axis=-1, keepdims=True))(p)
    return keras.Model(inputs, p)


def to_labels(predictions, multi_label=False):
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
