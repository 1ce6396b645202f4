# mistake: the mean of each class first
# looks like: a mean of the classes' means: each image counts the same
# try: print(crossentropy(np.eye(2)[[0, 0, 0, 1]], np.array([[0.9, 0.1]] * 4)))   # mean 0.655
# fails: mean
# points: 9

import keras
import numpy as np


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]


def crossentropy(one_hot_labels, probabilities):
    losses = -np.log(np.maximum((one_hot_labels * probabilities).sum(axis=1), 1e-10))
    per_class = []
    for k in range(one_hot_labels.shape[1]):
        of_class = losses[one_hot_labels[:, k] == 1]
        if len(of_class) > 0:
            per_class.append(of_class.mean())
    return losses, float(np.mean(per_class))


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
