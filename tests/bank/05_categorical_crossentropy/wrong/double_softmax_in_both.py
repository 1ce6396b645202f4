# mistake: crossentropy takes the softmax, and from_logits takes it once more
# looks like: one softmax too many
# fails: losses, probability_0, losses_from_logits, large_logits, keeps_to_its_contract
# points: 5
import numpy as np
import keras
from keras import losses as kl


def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def one_hot(labels: np.ndarray, num_classes: int) -> np.ndarray:
    result = np.zeros((len(labels), num_classes))
    for i, label in enumerate(labels):
        result[i, label] = 1
    return result


def crossentropy(one_hot_labels, probabilities):
    losses = -np.sum(one_hot_labels * np.log(softmax(probabilities)), axis=1)
    return losses, losses.mean()


def crossentropy_from_logits(one_hot_labels, logits):
    return crossentropy(one_hot_labels, softmax(logits))


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
