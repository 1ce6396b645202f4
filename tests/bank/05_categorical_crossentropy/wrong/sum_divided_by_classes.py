# mistake: the sum of the losses divided by the number of classes
# looks like: a sum that is divided by the number of classes: divide by the number of images
# fails: mean
# points: 9

import keras
import numpy as np


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]


def crossentropy(one_hot_labels, probabilities):
    n = len(one_hot_labels[0])
    losses = -np.sum(one_hot_labels * np.log(probabilities + 1e-9), axis=1)
    return losses, np.sum(losses) / n


def crossentropy_from_logits(one_hot_labels, logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    losses = np.log(np.exp(shifted).sum(axis=1)) - (one_hot_labels * shifted).sum(axis=1)
    return losses, float(losses.mean())


def choose_loss(labels, outputs):
    from_logits = outputs == "logits"
    if labels == "integer":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    return keras.losses.CategoricalCrossentropy(from_logits=from_logits)


def crossentropy_gradient(one_hot_labels, logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True) - one_hot_labels) / len(logits)
