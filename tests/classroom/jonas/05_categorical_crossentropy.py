import keras
import numpy as np


def one_hot(labels, num_classes):
    out = np.zeros((len(labels), num_classes))
    for i, label in enumerate(labels):
        out[i, label] = 1
    return out


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def crossentropy(one_hot_labels, probabilities):
    p = np.clip(probabilities, 1e-7, 1)
    losses = -np.sum(one_hot_labels * np.log(p), axis=1)
    return losses, np.mean(losses)


def crossentropy_from_logits(one_hot_labels, logits):
    # softmax first, then as above
    return crossentropy(one_hot_labels, softmax(logits))


def choose_loss(labels, outputs):
    if labels == "integer":
        return "sparse_categorical_crossentropy"
    return "categorical_crossentropy"
