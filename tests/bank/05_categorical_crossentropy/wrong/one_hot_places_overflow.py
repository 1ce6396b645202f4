# mistake: places in the flat table computed in the type of the labels
# looks like: places in the table computed as uint8, which starts again at 0 after 255
# try: print(one_hot(np.full(40, 8, dtype=np.uint8), 9).sum(axis=1))   # 1 for each label
# fails: one_hot_rows
# points: 9

import keras
import numpy as np


def one_hot(labels, num_classes):
    out = np.zeros(len(labels) * num_classes)
    positions = np.arange(len(labels), dtype=labels.dtype) * labels.dtype.type(num_classes) + labels
    out[positions] = 1
    return out.reshape(len(labels), num_classes)


def crossentropy(one_hot_labels, probabilities):
    p = np.clip(probabilities, 1e-7, 1.0)
    losses = -np.sum(one_hot_labels * np.log(p), axis=1)
    return losses, float(losses.mean())


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
