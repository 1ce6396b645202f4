# right: plain Python loops and math, lists of floats, epsilon added
import math

import keras


def one_hot(labels, num_classes):
    rows = []
    for label in labels:
        row = [0] * num_classes
        row[int(label)] = 1
        rows.append(row)
    return rows


def crossentropy(one_hot_labels, probabilities):
    losses = []
    for y_row, p_row in zip(one_hot_labels, probabilities):
        loss = 0.0
        for y, p in zip(y_row, p_row):
            loss -= y * math.log(p + 1e-9)
        losses.append(loss)
    return losses, sum(losses) / len(losses)


def crossentropy_from_logits(one_hot_labels, logits):
    losses = []
    for y_row, z_row in zip(one_hot_labels, logits):
        m = max(z_row)
        s = sum(math.exp(z - m) for z in z_row)
        z_true = sum(y * z for y, z in zip(y_row, z_row))
        losses.append(m + math.log(s) - z_true)
    return [losses, sum(losses) / len(losses)]


def choose_loss(labels, outputs):
    losses = {
        ("integer", "probabilities"): keras.losses.SparseCategoricalCrossentropy(),
        ("integer", "logits"): keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        ("one-hot", "probabilities"): keras.losses.CategoricalCrossentropy(),
        ("one-hot", "logits"): keras.losses.CategoricalCrossentropy(from_logits=True),
    }
    return losses[labels, outputs]


def crossentropy_gradient(one_hot_labels, logits):
    rows = []
    for y_row, z_row in zip(one_hot_labels, logits):
        m = max(z_row)
        e = [math.exp(z - m) for z in z_row]
        rows.append([(v / sum(e) - y) / len(logits) for v, y in zip(e, y_row)])
    return rows
