# mistake: the minus sign forgotten
# looks like: the minus sign left out
# fails: losses, losses_from_logits, keeps_to_its_contract
# points: 7
import numpy as np
import keras
from keras import losses as kl


def one_hot(labels: np.ndarray, num_classes: int) -> np.ndarray:
    result = np.zeros((len(labels), num_classes))
    for i, label in enumerate(labels):
        result[i, label] = 1
    return result


def crossentropy(one_hot_labels, probabilities):
    p = np.clip(probabilities, 1e-7, 1)
    losses = np.sum(one_hot_labels * np.log(p), axis=1)
    return losses, losses.mean()


def crossentropy_from_logits(one_hot_labels, logits):
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    losses = np.sum(one_hot_labels * log_p, axis=1)
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
