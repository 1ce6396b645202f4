# right: indexes the true class, np.maximum, names as losses where they suffice
import keras
import numpy as np


def one_hot(labels, num_classes):
    result = np.zeros((len(labels), num_classes))
    result[np.arange(len(labels)), labels] = 1
    return result


def crossentropy(one_hot_labels, probabilities):
    true_class = np.argmax(one_hot_labels, axis=1)
    p = probabilities[np.arange(len(probabilities)), true_class]
    losses = -np.log(np.maximum(p, 1e-12))
    return losses, np.mean(losses)


def crossentropy_from_logits(one_hot_labels, logits):
    true_class = one_hot_labels.argmax(axis=1)
    biggest = logits.max(axis=1)
    log_sum = biggest + np.log(np.exp(logits - biggest[:, None]).sum(axis=1))
    losses = log_sum - logits[np.arange(len(logits)), true_class]
    return losses, np.mean(losses)


def choose_loss(labels, outputs):
    if labels == "integer" and outputs == "probabilities":
        return "sparse_categorical_crossentropy"
    if labels == "one-hot" and outputs == "probabilities":
        return "categorical_crossentropy"
    if labels == "integer":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return keras.losses.CategoricalCrossentropy(from_logits=True)


def crossentropy_gradient(one_hot_labels, logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True) - one_hot_labels) / logits.shape[0]
