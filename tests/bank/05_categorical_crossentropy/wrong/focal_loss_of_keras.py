# mistake: CategoricalFocalCrossentropy
# looks like: a focal loss, which weighs sure images less
# fails: loss_for_labels, loss_for_outputs
# points: 8

import keras
import numpy as np


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]


def crossentropy(one_hot_labels, probabilities):
    p = np.clip(probabilities, 1e-7, 1.0)
    losses = -np.sum(one_hot_labels * np.log(p), axis=1)
    return losses, float(losses.mean())


def crossentropy_from_logits(one_hot_labels, logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    losses = np.log(np.exp(shifted).sum(axis=1)) - (one_hot_labels * shifted).sum(axis=1)
    return losses, float(losses.mean())


def choose_loss(labels, outputs):
    logits = outputs == "logits"
    if labels == "integer":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=logits)
    return keras.losses.CategoricalFocalCrossentropy(alpha=1.0, from_logits=logits)


def crossentropy_gradient(one_hot_labels, logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True) - one_hot_labels) / len(logits)
