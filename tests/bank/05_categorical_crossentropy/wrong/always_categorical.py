# mistake: labels not looked at
# looks like: the loss for labels written the other way: sparse is for integers, categorical for one-hot rows
# fails: loss_for_labels
# points: 9
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


def choose_loss(labels, outputs):
    return keras.losses.CategoricalCrossentropy(from_logits=(outputs == "logits"))


def crossentropy_gradient(one_hot_labels: np.ndarray, logits: np.ndarray) -> np.ndarray:
    softmax = keras.ops.convert_to_numpy(keras.ops.softmax(logits))
    return (softmax - one_hot_labels) / one_hot_labels.shape[0]
