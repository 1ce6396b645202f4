# right: own layer with a vector of weights that starts at 0, one unit for each label, a nested model
import keras
import numpy as np


def softmax(logits: np.ndarray, axis: int = -1) -> np.ndarray:
    e = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


class Unit(keras.layers.Layer):
    """One neuron: a weighted sum and a sigmoid."""

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1],), initializer="zeros")
        self.b = self.add_weight(shape=(), initializer="zeros")

    def call(self, x):
        return keras.ops.sigmoid(keras.ops.sum(x * self.w, axis=-1, keepdims=True) + self.b)


def build_head(num_features, num_classes, multi_label=False):
    inputs = keras.Input((num_features,))
    if multi_label:
        return keras.Model(inputs, keras.layers.concatenate([Unit()(inputs) for _ in range(num_classes)]))
    if num_classes == 2:
        return keras.Model(inputs, Unit()(inputs))
    base = keras.Sequential([keras.layers.Dense(num_classes)])
    model = keras.Sequential([base, keras.layers.Softmax()])
    model.trainable = False
    return model


def to_labels(predictions, multi_label=False):
    if predictions.shape[1] >= 2 and not multi_label:
        return np.array([row.argmax() for row in predictions])
    labels = np.rint(predictions).astype(bool)
    return labels if multi_label else np.concatenate(labels)
