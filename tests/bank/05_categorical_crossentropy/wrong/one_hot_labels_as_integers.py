# mistake: one-hot rows used as integer labels
# looks like: one-hot rows used as integer labels
# why: Each label is a row with a single 1, not a number. np.argmax(one_hot_labels, axis=1) has the numbers.
# try: y = np.array([[0, 1, 0], [1, 0, 0]]); p = np.array([[0.7, 0.2, 0.1], [0.9, 0.06, 0.04]])
# try: print(crossentropy(y, p))   # losses 1.609 and 0.105, mean 0.857
# fails: losses, mean, probability_0, keeps_to_its_contract
# points: 6
import keras
import numpy as np


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]


def crossentropy(one_hot_labels, probabilities):
    p = probabilities[np.arange(len(probabilities)), one_hot_labels.astype(int)]
    losses = -np.log(np.clip(p, 1e-7, 1))
    return losses, losses.mean()


def crossentropy_from_logits(one_hot_labels, logits):
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    losses = -np.sum(one_hot_labels * log_p, axis=1)
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
