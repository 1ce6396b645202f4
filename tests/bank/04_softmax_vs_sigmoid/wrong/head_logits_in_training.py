# mistake: the last activation at prediction only
# looks like: logits in training, probabilities at prediction only
# why: fit calls the model in training mode, and the loss then gets other numbers than those that predict gives.
# try: p = build_head(8, 3)(np.random.normal(size=(2, 8)), training=True); print(p)
# fails: head_for_exclusive_classes, head_for_two_classes, head_for_labels
# points: 7

import keras
import numpy as np


def softmax(logits, axis=-1):
    e = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(logits):
    return 1 / (1 + np.exp(-logits))


def build_head(num_features, num_classes, multi_label=False):
    return Head(num_classes, "sigmoid" if multi_label else "softmax")


class Head(keras.Model):
    def __init__(self, num_classes, activation):
        super().__init__()
        self.dense = keras.layers.Dense(num_classes)
        self.activation = keras.layers.Activation(activation)

    def call(self, inputs, training=False):
        x = self.dense(inputs)
        return x if training else self.activation(x)


def to_labels(predictions, multi_label=False):
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
