# mistake: squeeze(), which takes all axes of length 1: one image gives no axis
# looks like: np.squeeze without an axis, which drops the axis of the images too when there is one image
# why: A batch may hold one image, and the losses of it have shape (1,).
# try: print(crossentropy(np.array([[1, 0]]), np.array([[0.5, 0.5]]))[0].shape)   # (1,)
# fails: keeps_to_its_contract
# points: 9
import keras
import numpy as np


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]


def crossentropy(one_hot_labels, probabilities):
    p = np.maximum(probabilities, 1e-7)
    losses = np.squeeze(-np.sum(one_hot_labels * np.log(p), axis=1, keepdims=True))
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
