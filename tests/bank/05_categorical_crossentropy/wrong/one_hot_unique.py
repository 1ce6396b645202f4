# mistake: columns only for the classes that occur
# looks like: columns only for the classes that occur
# why: A batch need not hold every class, but every batch needs the same columns.
# fails: one_hot_width, keeps_to_its_contract
# points: 8
import numpy as np
import keras
from keras import losses as kl


def one_hot(labels, num_classes):
    values, inverse = np.unique(labels, return_inverse=True)
    return np.eye(len(values))[inverse]


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


def crossentropy_gradient(one_hot_labels: np.ndarray, logits: np.ndarray) -> np.ndarray:
    softmax = keras.ops.convert_to_numpy(keras.ops.softmax(logits))
    return (softmax - one_hot_labels) / one_hot_labels.shape[0]
