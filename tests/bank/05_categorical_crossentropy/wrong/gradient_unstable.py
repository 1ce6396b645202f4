# mistake: softmax without the shift
# looks like: exp without subtracting the largest logit
# fails: gradient
# points: 10
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


def crossentropy_from_logits(one_hot_labels: np.ndarray, logits: np.ndarray) -> tuple[np.ndarray, float]:
    biggest = logits.max(axis=-1)
    log_sum = biggest + np.log(np.exp(logits - biggest[:, None]).sum(axis=-1))
    losses = log_sum - (one_hot_labels * logits).sum(axis=-1)
    return losses, float(np.mean(losses))


def choose_loss(labels: str, outputs: str):
    if labels == "one-hot":
        if outputs == "probabilities":
            return "categorical_crossentropy"
        return kl.CategoricalCrossentropy(from_logits=True)
    if outputs == "probabilities":
        return "sparse_categorical_crossentropy"
    return kl.SparseCategoricalCrossentropy(from_logits=True)


def crossentropy_gradient(one_hot_labels, logits):
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return (p - one_hot_labels) / len(logits)
