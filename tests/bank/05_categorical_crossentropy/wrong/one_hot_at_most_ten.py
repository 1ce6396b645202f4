# mistake: a table of ten classes, cut to num_classes
# looks like: 10 classes, fixed in the code: use num_classes
# try: print(one_hot(np.array([1, 1]), 12).shape)   # (2, 12)
# fails: one_hot_width
# points: 9
import keras
import numpy as np


def one_hot(labels, num_classes):
    return np.eye(10)[labels][:, :num_classes]


def crossentropy(one_hot_labels, probabilities):
    p = np.clip(probabilities, 1e-7, 1)
    losses = -np.sum(one_hot_labels * np.log(p), axis=1)
    return losses, losses.mean()


def crossentropy_from_logits(one_hot_labels, logits):
    z = logits - logits.max(axis=1, keepdims=True)
    losses = np.log(np.exp(z).sum(axis=1)) - (one_hot_labels * z).sum(axis=1)
    return losses, losses.mean()


def choose_loss(labels, outputs):
    from_logits = outputs == "logits"
    if labels == "integer":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    return keras.losses.CategoricalCrossentropy(from_logits=from_logits)


def crossentropy_gradient(one_hot_labels, logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True) - one_hot_labels) / len(logits)
