# mistake: log(sum(exp(z - z_true))), which overflows where the true class is far below
# looks like: the logit of the true class subtracted: only with the largest of the row can exp not overflow
# fails: large_logits
# points: 9
import keras
import numpy as np


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]


def crossentropy(one_hot_labels, probabilities):
    p = np.clip(probabilities, 1e-7, 1)
    losses = -np.sum(one_hot_labels * np.log(p), axis=1)
    return losses, losses.mean()


def crossentropy_from_logits(one_hot_labels, logits):
    z_true = (one_hot_labels * logits).sum(axis=1, keepdims=True)
    losses = np.log(np.exp(logits - z_true).sum(axis=1))
    return losses, losses.mean()


def choose_loss(labels, outputs):
    from_logits = outputs == "logits"
    if labels == "integer":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    return keras.losses.CategoricalCrossentropy(from_logits=from_logits)


def crossentropy_gradient(one_hot_labels, logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True) - one_hot_labels) / len(logits)
