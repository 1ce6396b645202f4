# mistake: zeros overwritten in the caller's array
# looks like: zeros overwritten in the caller's own probabilities
# why: An assignment to probabilities[...] writes into the array that was passed in; np.maximum makes a new one.
# try: p = np.array([[0.0, 1.0]], np.float32); crossentropy(np.array([[1, 0]]), p)
# try: print(p)   # [[0, 1]]
# fails: keeps_to_its_contract
# points: 9
import keras
import numpy as np


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]


def crossentropy(one_hot_labels, probabilities):
    probabilities[probabilities == 0] = 1e-7
    losses = -np.sum(one_hot_labels * np.log(probabilities), axis=1)
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
