# mistake: no keepdims: does not broadcast
# looks like: a maximum without keepdims=True
# why: A maximum or sum over an axis loses that axis, so it no longer lines up with the rows. keepdims=True keeps it, with length 1.
# try: y = np.array([[0, 1, 0], [1, 0, 0]]); z = np.array([[2.0, 0.0, 1.0], [3.0, 0.0, 0.0]])
# try: print(crossentropy_from_logits(y, z))   # losses 2.408 and 0.095, mean 1.251
# fails: losses_from_logits, large_logits, keeps_to_its_contract
# points: 7
import numpy as np
import keras
from keras import losses as kl


def one_hot(labels: np.ndarray, num_classes: int) -> np.ndarray:
    result = np.zeros((len(labels), num_classes))
    for i, label in enumerate(labels):
        result[i, label] = 1
    return result


def crossentropy(one_hot_labels: np.ndarray, probabilities: np.ndarray) -> tuple[np.ndarray, float]:
    losses = -(one_hot_labels * np.log(probabilities + 1e-8)).sum(axis=-1)
    return losses, float(np.mean(losses))


def crossentropy_from_logits(one_hot_labels, logits):
    z = logits - np.max(logits, axis=1)
    losses = np.log(np.sum(np.exp(z), axis=1)) - np.sum(one_hot_labels * z, axis=1)
    return losses, losses.mean()


def choose_loss(labels: str, outputs: str):
    if labels == "one-hot":
        if outputs == "probabilities":
            return "categorical_crossentropy"
        return kl.CategoricalCrossentropy(from_logits=True)
    if outputs == "probabilities":
        return "sparse_categorical_crossentropy"
    return kl.SparseCategoricalCrossentropy(from_logits=True)


def crossentropy_gradient(one_hot_labels: np.ndarray, logits: np.ndarray) -> np.ndarray:
    softmax = keras.ops.convert_to_numpy(keras.ops.softmax(logits))
    return (softmax - one_hot_labels) / one_hot_labels.shape[0]
