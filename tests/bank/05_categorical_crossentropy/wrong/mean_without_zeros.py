# mistake: images whose true class has probability 0 left out of the mean
# looks like: a mean that leaves the images with a probability of 0 out
# fails: mean
# points: 9

import keras
import numpy as np


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]


def crossentropy(one_hot_labels, probabilities):
    true = (one_hot_labels * probabilities).sum(axis=1)
    losses = -np.log(np.maximum(true, 1e-12))
    return losses, float(losses[true > 0].mean())


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
