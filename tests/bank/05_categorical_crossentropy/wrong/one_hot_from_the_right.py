# mistake: columns counted from the right
# looks like: columns counted from the right: class 0 is the first
# fails: one_hot_rows, one_hot_width, keeps_to_its_contract
# points: 7

import keras
import numpy as np


def one_hot(labels, num_classes):
    out = np.zeros((labels.size, num_classes))
    out[np.arange(labels.size), -labels - 1] = 1
    return out


def crossentropy(one_hot_labels, probabilities):
    p = np.clip(probabilities, 1e-7, 1.0)
    losses = -np.sum(one_hot_labels * np.log(p), axis=1)
    return losses, float(losses.mean())


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
