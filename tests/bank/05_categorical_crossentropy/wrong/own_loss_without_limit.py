# mistake: an own loss without a lower limit, and a softmax without a shift
# looks like: an own loss without a lower limit for the probability of 0
# fails: loss_for_outputs
# points: 9
# says: a finite loss

import keras
import numpy as np


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]


def crossentropy(one_hot_labels, probabilities):
    p = np.clip(probabilities, 1e-7, 1.0)
    losses = -np.sum(one_hot_labels * np.log(p), axis=1)
    return losses, float(losses.mean())


def crossentropy_from_logits(one_hot_labels, logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    losses = np.log(np.exp(shifted).sum(axis=1)) - (one_hot_labels * shifted).sum(axis=1)
    return losses, float(losses.mean())


def choose_loss(labels, outputs):
    def loss(y_true, y_pred):
        if labels == "integer":
            y_true = keras.ops.one_hot(keras.ops.cast(keras.ops.reshape(y_true, (-1,)), "int32"), y_pred.shape[-1])
        if outputs == "logits":
            y_pred = keras.ops.exp(y_pred) / keras.ops.sum(keras.ops.exp(y_pred), axis=-1, keepdims=True)
        return -keras.ops.sum(keras.ops.cast(y_true, "float32") * keras.ops.log(y_pred), axis=-1)
    return loss


def crossentropy_gradient(one_hot_labels, logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True) - one_hot_labels) / len(logits)
