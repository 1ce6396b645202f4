# mistake: softmax, then Keras' loss for probabilities
# looks like: softmax first and then a logarithm with a lower limit, so that no loss can exceed that limit
# fails: large_logits
# points: 9
import keras
import numpy as np


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]


def crossentropy(one_hot_labels, probabilities):
    p = np.clip(probabilities, 1e-7, 1 - 1e-7)
    losses = -np.sum(one_hot_labels * np.log(p), axis=1)
    return losses, losses.mean()


def crossentropy_from_logits(one_hot_labels, logits):
    p = np.array(keras.ops.softmax(logits))
    losses = keras.losses.categorical_crossentropy(one_hot_labels, p)
    return losses, keras.ops.mean(losses)


def choose_loss(labels, outputs):
    from_logits = outputs == "logits"
    if labels == "integer":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    return keras.losses.CategoricalCrossentropy(from_logits=from_logits)


def crossentropy_gradient(one_hot_labels, logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return (p - one_hot_labels) / len(logits)
