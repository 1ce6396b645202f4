# mistake: stable softmax, then the plain logarithm of the true class
# looks like: the logarithm of a softmax that has become 0
# fails: large_logits
# points: 9
import keras
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]


def crossentropy(one_hot_labels, probabilities):
    p = np.clip(probabilities, 1e-7, 1 - 1e-7)
    losses = -np.sum(one_hot_labels * np.log(p), axis=1)
    return losses, losses.mean()


def crossentropy_from_logits(one_hot_labels, logits):
    picked = softmax(logits)[np.arange(len(logits)), one_hot_labels.argmax(axis=1)]
    losses = -np.log(picked)
    return losses, losses.mean()


def choose_loss(labels, outputs):
    from_logits = outputs == "logits"
    if labels == "integer":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    return keras.losses.CategoricalCrossentropy(from_logits=from_logits)


def crossentropy_gradient(one_hot_labels, logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return (p - one_hot_labels) / len(logits)
