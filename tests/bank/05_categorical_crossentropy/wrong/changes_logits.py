# mistake: -= on the caller's logits
# looks like: the caller's own logits written over
# why: Operators such as -=, out= and assignments write into the array that was passed in. `logits - largest` and np.clip without out= make a new one.
# try: z = np.array([[2.0, 0.0], [-1000.0, 0.0]]); crossentropy_from_logits(np.array([[1, 0], [1, 0]]), z)
# try: print(z)   # [[2, 0], [-1000, 0]]
# fails: keeps_to_its_contract
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
    logits -= logits.max(axis=1, keepdims=True)
    losses = np.log(np.exp(logits).sum(axis=1)) - (one_hot_labels * logits).sum(axis=1)
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
