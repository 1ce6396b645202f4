# mistake: binary cross-entropy, summed over the classes
# looks like: binary cross-entropy, summed over the classes
# fails: losses, probability_0, losses_from_logits, large_logits, keeps_to_its_contract
# points: 5
import keras
import numpy as np


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]


def crossentropy(one_hot_labels, probabilities):
    p = np.clip(probabilities, 1e-7, 1 - 1e-7)
    losses = -np.sum(one_hot_labels * np.log(p) + (1 - one_hot_labels) * np.log(1 - p), axis=1)
    return losses, losses.mean()


def crossentropy_from_logits(one_hot_labels, logits):
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    losses = np.log(np.exp(z).sum(axis=1)) - (one_hot_labels * z).sum(axis=1)
    losses = losses - ((1 - one_hot_labels) * np.log(1 - np.clip(np.exp(log_p), 0, 1 - 1e-9))).sum(axis=1)
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
