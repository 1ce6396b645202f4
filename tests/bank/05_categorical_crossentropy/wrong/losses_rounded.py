# mistake: losses rounded to three digits
# fails: losses
# points: 9
# says: rounded to three digits

import keras
import numpy as np


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]


def crossentropy(one_hot_labels, probabilities):
    p = np.clip(probabilities, 1e-7, 1)
    losses = np.round(-(one_hot_labels * np.log(p)).sum(axis=1), 3)
    return losses, round(float(losses.mean()), 3)


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
