# mistake: logits below 0 taken for 0
# looks like: logits below 0 taken for 0: every logit counts
# try: print(crossentropy_from_logits(np.array([[1, 0]]), np.array([[-2.0, -5.0]])))   # loss and mean 0.049
# fails: losses_from_logits, large_logits
# points: 8
import keras
import numpy as np


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]


def crossentropy(one_hot_labels, probabilities):
    p = np.clip(probabilities, 1e-7, 1)
    losses = -np.sum(one_hot_labels * np.log(p), axis=1)
    return losses, losses.mean()


def crossentropy_from_logits(one_hot_labels, logits):
    z = np.maximum(logits, 0)
    z = z - z.max(axis=1, keepdims=True)
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
