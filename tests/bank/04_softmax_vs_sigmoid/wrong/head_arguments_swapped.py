# mistake: the number of classes first, then that of the features
# looks like: num_features and num_classes swapped
# try: print(build_head(6, 3).input_shape)
# fails: head_for_exclusive_classes, head_for_two_classes, head_for_labels, keeps_to_its_contract
# points: 6
import keras
import numpy as np


def softmax(logits, axis=-1):
    exps = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return exps / exps.sum(axis=axis, keepdims=True)


def sigmoid(logits):
    return 1 / (1 + np.exp(-logits))


def build_head(num_classes, num_features, multi_label=False):
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
