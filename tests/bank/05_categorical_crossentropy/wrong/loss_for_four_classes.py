# mistake: a loss of one's own that makes one-hot rows of four classes
# looks like: four classes, fixed in the loss: take their number from the outputs
# try: p = np.full((1, 3), 1 / 3)
# try: print(keras.losses.get(choose_loss("integer", "probabilities"))(np.array([0]), p))   # 1.099
# fails: loss_for_outputs
# points: 9
import keras
import numpy as np


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]


def crossentropy(one_hot_labels, probabilities):
    p = np.clip(probabilities, 1e-7, 1)
    losses = -np.sum(one_hot_labels * np.log(p), axis=1)
    return losses, losses.mean()


def crossentropy_from_logits(one_hot_labels, logits):
    z = logits - logits.max(axis=1, keepdims=True)
    losses = np.log(np.exp(z).sum(axis=1)) - (one_hot_labels * z).sum(axis=1)
    return losses, losses.mean()


def choose_loss(labels, outputs):
    def loss(y_true, y_pred):
        if labels == "integer":
            y_true = keras.ops.one_hot(keras.ops.cast(y_true, "int32"), 4)
        log_p = keras.ops.log_softmax(y_pred) if outputs == "logits" else keras.ops.log(y_pred)
        return -keras.ops.mean(keras.ops.sum(y_true * log_p, axis=-1))

    return loss


def crossentropy_gradient(one_hot_labels, logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True) - one_hot_labels) / len(logits)
