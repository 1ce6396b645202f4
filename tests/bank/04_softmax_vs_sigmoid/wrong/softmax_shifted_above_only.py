# mistake: subtracts the largest logit in the numerator only
# looks like: the largest logit subtracted above the fraction line only: below it as well
# fails: softmax_along_the_axis, softmax_of_large_logits, keeps_to_its_contract
# points: 7
import keras
import numpy as np


def softmax(logits, axis=-1):
    exps = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return exps / np.exp(logits).sum(axis=axis, keepdims=True)


def sigmoid(logits):
    return 1 / (1 + np.exp(-logits))


def build_head(num_features, num_classes, multi_label=False):
    if multi_label:
        last = keras.layers.Dense(num_classes, activation="sigmoid")
    elif num_classes == 2:
        last = keras.layers.Dense(1, activation="sigmoid")
    else:
        last = keras.layers.Dense(num_classes, activation="softmax")
    return keras.Sequential([keras.Input((num_features,)), last])


def to_labels(predictions, multi_label=False):
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
