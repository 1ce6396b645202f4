# right: differences to the true logit, np.logaddexp, a callable object of one's own as loss
import keras
import numpy as np


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]


def crossentropy(one_hot_labels, probabilities):
    log_p = np.log(np.where(probabilities < 1e-8, 1e-8, probabilities))
    losses = -np.diag(one_hot_labels @ log_p.T)
    return losses, -np.trace(one_hot_labels @ log_p.T) / len(losses)


def crossentropy_from_logits(one_hot_labels, logits):
    true = logits[one_hot_labels.astype(bool)]
    losses = np.logaddexp.reduce(logits - true[:, np.newaxis], axis=1)
    return losses, losses.mean()


class Loss:
    def __init__(self, sparse, from_logits):
        self.sparse, self.from_logits = sparse, from_logits

    def __call__(self, y_true, y_pred):
        f = keras.losses.sparse_categorical_crossentropy if self.sparse else keras.losses.categorical_crossentropy
        return f(y_true, y_pred, from_logits=self.from_logits)


def choose_loss(labels, outputs):
    return Loss(labels == "integer", outputs == "logits")


def crossentropy_gradient(one_hot_labels, logits):
    powers = np.exp(logits - np.max(logits, axis=1, keepdims=True))
    return (powers / powers.sum(axis=1, keepdims=True) - one_hot_labels) / len(logits)
