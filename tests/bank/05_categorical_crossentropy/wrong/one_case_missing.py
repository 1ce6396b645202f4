# mistake: no return for one of the four cases
# looks like: no return in one of the four cases
# why: A function that ends without return gives None.
# try: print([choose_loss(a, b) for a in ("integer", "one-hot") for b in ("probabilities", "logits")])
# fails: loss_for_labels, loss_for_outputs
# points: 8
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
    if labels == "integer" and outputs == "logits":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    if labels == "integer":
        return "sparse_categorical_crossentropy"
    if outputs == "probabilities":
        return "categorical_crossentropy"


def crossentropy_gradient(one_hot_labels, logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return (p - one_hot_labels) / len(logits)
