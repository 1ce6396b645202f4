# mistake: the loss function called without data
# looks like: the function called instead of returned
# why: Keras calls it with labels and outputs later. A loss object, such as keras.losses.CategoricalCrossentropy(from_logits=True), takes the option now.
# try: print(choose_loss("integer", "logits"))
# fails: loss_for_labels, loss_for_outputs
# points: 8
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
    if labels == "integer":
        return keras.losses.sparse_categorical_crossentropy(from_logits=outputs == "logits")
    return keras.losses.categorical_crossentropy(from_logits=outputs == "logits")


def crossentropy_gradient(one_hot_labels: np.ndarray, logits: np.ndarray) -> np.ndarray:
    softmax = keras.ops.convert_to_numpy(keras.ops.softmax(logits))
    return (softmax - one_hot_labels) / one_hot_labels.shape[0]
