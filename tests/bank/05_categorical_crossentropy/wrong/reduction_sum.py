# mistake: reduction='sum'
# looks like: a sum over the images: the loss of a batch is their mean
# why: With the mean, batches of any size can be compared, and one learning rate suits them.
# fails: loss_for_outputs
# points: 9
import keras
import numpy as np


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]


def crossentropy(one_hot_labels, probabilities):
    p = np.clip(probabilities, 1e-7, 1 - 1e-7)
    losses = -np.sum(one_hot_labels * np.log(p), axis=1)
    return losses, losses.mean()


def crossentropy_from_logits(one_hot_labels, logits):
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    losses = -np.sum(one_hot_labels * log_p, axis=1)
    return losses, losses.mean()


def choose_loss(labels, outputs):
    kind = keras.losses.SparseCategoricalCrossentropy if labels == "integer" else keras.losses.CategoricalCrossentropy
    return kind(from_logits=outputs == "logits", reduction="sum")


def crossentropy_gradient(one_hot_labels, logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return (p - one_hot_labels) / len(logits)
