# right: 1e-5 added, everything in float32, a subclass of keras.losses.Loss
import keras
import numpy as np


def one_hot(labels, num_classes):
    return np.eye(num_classes, dtype=np.float32)[labels]


def crossentropy(one_hot_labels, probabilities):
    p = probabilities.astype(np.float32) + 1e-5
    losses = np.sum(-one_hot_labels.astype(np.float32) * np.log(p), axis=1)
    return losses, losses.mean()


def crossentropy_from_logits(one_hot_labels, logits):
    z = logits.astype(np.float32)
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    losses = -np.sum(one_hot_labels.astype(np.float32) * log_p, axis=1)
    return losses, losses.mean()


class CrossEntropy(keras.losses.Loss):
    def __init__(self, sparse, from_logits):
        super().__init__()
        self.sparse = sparse
        self.from_logits = from_logits

    def call(self, y_true, y_pred):
        if self.sparse:
            y_true = keras.ops.one_hot(keras.ops.cast(y_true, "int32"), y_pred.shape[-1])
        if self.from_logits:
            y_pred = keras.ops.softmax(y_pred)
        return -keras.ops.sum(y_true * keras.ops.log(y_pred + 1e-7), axis=-1)


def choose_loss(labels, outputs):
    return CrossEntropy(labels == "integer", outputs == "logits")


def crossentropy_gradient(one_hot_labels, logits):
    z = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return ((p - one_hot_labels) / len(one_hot_labels)).astype(np.float32)
