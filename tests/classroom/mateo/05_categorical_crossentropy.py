import keras
import numpy as np


def one_hot(labels, num_classes):
    return (labels[:, None] == np.arange(num_classes)).astype(float)


def crossentropy(one_hot_labels, probabilities):
    losses = -np.log(np.sum(one_hot_labels * probabilities, axis=-1))
    return losses, losses.mean()


def crossentropy_from_logits(one_hot_labels, logits):
    raise NotImplementedError("05: write crossentropy_from_logits")


def choose_loss(labels, outputs):
    raise NotImplementedError("05: write choose_loss")
