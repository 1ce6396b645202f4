# right: np.dot row by row, nan_to_num with a limit, gradient by differences, losses with softmax inside
import keras
import numpy as np


def one_hot(labels, num_classes):
    encoded = np.zeros((labels.size, num_classes), dtype=np.uint8)
    for i in range(labels.size):
        encoded[i, labels[i]] = 1
    return encoded


def crossentropy(one_hot_labels, probabilities):
    with np.errstate(divide="ignore"):
        log_p = np.nan_to_num(np.log(probabilities), neginf=-30.0)
    losses = np.array([-np.dot(y, lp) for y, lp in zip(one_hot_labels, log_p)])
    return losses, np.sum(losses) / losses.size


def crossentropy_from_logits(one_hot_labels, logits):
    z_true = np.sum(one_hot_labels * logits, axis=1, keepdims=True)
    gap = logits - z_true
    top = np.max(gap, axis=1)
    losses = top + np.log(np.exp(gap - top.reshape(-1, 1)).sum(1))
    return losses, np.sum(losses) / losses.size


def choose_loss(labels, outputs):
    def loss(y_true, y_pred):
        p = keras.activations.softmax(y_pred) if outputs == "logits" else y_pred
        if labels == "integer":
            return keras.losses.sparse_categorical_crossentropy(y_true, p)
        return keras.losses.categorical_crossentropy(y_true, p)

    return loss


def crossentropy_gradient(one_hot_labels, logits):
    gradient = np.zeros(logits.shape)
    for i in np.ndindex(*logits.shape):
        up, down = logits.copy(), logits.copy()
        up[i] += 1e-5
        down[i] -= 1e-5
        higher = crossentropy_from_logits(one_hot_labels, up)[1]
        lower = crossentropy_from_logits(one_hot_labels, down)[1]
        gradient[i] = (higher - lower) / 2e-5
    return gradient
