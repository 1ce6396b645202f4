import keras
import numpy as np


def softmax(logits, axis=-1):
    largest = logits.max(axis=axis, keepdims=True)
    log_sum = largest + np.log(np.exp(logits - largest).sum(axis=axis, keepdims=True))
    return np.exp(logits - log_sum)


def sigmoid(logits):
    return 0.5 * (1 + np.tanh(0.5 * logits))


class Head(keras.Model):
    def __init__(self, num_classes, multi_label):
        super().__init__()
        self.multi_label = multi_label
        self.binary = num_classes == 2 and not multi_label
        self.hidden = keras.layers.Dense(32, activation="relu")
        self.dropout = keras.layers.Dropout(0.3)
        self.out = keras.layers.Dense(1 if self.binary else num_classes)

    def call(self, x):
        z = self.out(self.dropout(self.hidden(x)))
        if self.binary or self.multi_label:
            return keras.ops.sigmoid(z)
        return keras.ops.softmax(z, axis=-1)


def build_head(num_features, num_classes, multi_label=False):
    return Head(num_classes, multi_label)


def to_labels(predictions, multi_label=False):
    if not multi_label and predictions.shape[1] > 1:
        return np.argmax(predictions, axis=1)
    labels = np.round(predictions).astype("int32")
    return labels if multi_label else labels.reshape(-1)
