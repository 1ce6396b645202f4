# mistake: sums without keepdims
# looks like: a maximum or sum without keepdims=True
# why: A maximum or sum over an axis loses that axis and no longer fits the logits. keepdims=True keeps it with length 1.
# try: p = softmax(np.array([[1.0, 2.0, 3.0], [3.0, 2.0, 9.0], [1.0, 1.0, 1.0]])); print(p.sum(axis=-1))   # 1, 1, 1
# fails: softmax_along_the_axis, softmax_of_large_logits, keeps_to_its_contract
# points: 7
# says: keepdims=True
import keras
import numpy as np


def softmax(logits, axis=-1):
    z = logits - np.max(logits, axis=axis, keepdims=True)
    return np.exp(z) / np.sum(np.exp(z), axis=axis)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


def build_head(num_features: int, num_classes: int, multi_label: bool = False) -> keras.Model:
    model = keras.Sequential()
    model.add(keras.Input(shape=(num_features,)))
    if multi_label:
        model.add(keras.layers.Dense(num_classes, activation="sigmoid"))
    elif num_classes == 2:
        model.add(keras.layers.Dense(1, activation="sigmoid"))
    else:
        model.add(keras.layers.Dense(num_classes, activation="softmax"))
    return model


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
