# mistake: zero probabilities left out
# looks like: a probability of 0 left out, so that it costs nothing
# fails: probability_0
# points: 9
import numpy as np
import keras
from keras import losses as kl


def one_hot(labels: np.ndarray, num_classes: int) -> np.ndarray:
    result = np.zeros((len(labels), num_classes))
    for i, label in enumerate(labels):
        result[i, label] = 1
    return result


def crossentropy(one_hot_labels, probabilities):
    logs = np.log(probabilities, out=np.zeros_like(probabilities), where=probabilities > 0)
    losses = -(one_hot_labels * logs).sum(axis=1)
    return losses, losses.mean()


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
