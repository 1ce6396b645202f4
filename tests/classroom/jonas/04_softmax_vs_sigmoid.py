import keras
import numpy as np


def softmax(logits, axis=-1):
    """Softmax along one axis."""
    logits = np.asarray(logits, dtype=np.float32)
    z = np.moveaxis(logits, axis, -1)
    z = z - z.max(-1)[..., None]
    z = np.exp(z)
    z = z / z.sum(-1)[..., None]
    return np.moveaxis(z, -1, axis)


def sigmoid(logits):
    z = np.array(logits, dtype="float32")
    result = np.empty_like(z)
    positive = z >= 0
    result[positive] = 1 / (1 + np.exp(-z[positive]))
    e = np.exp(z[~positive])
    result[~positive] = e / (1 + e)
    return result


def build_head(num_features, num_classes, multi_label=False):
    inputs = keras.Input((num_features,))
    if multi_label:
        # one small output for each label
        outputs = [keras.layers.Dense(1, activation="sigmoid", name=f"label_{i}")(inputs) for i in range(num_classes)]
        return keras.Model(inputs, keras.layers.Concatenate()(outputs))
    if num_classes == 2:
        p = keras.layers.Dense(1, activation="sigmoid")(inputs)
        return keras.Model(inputs, keras.layers.concatenate([1 - p, p]))
    return keras.Model(inputs, keras.layers.Dense(num_classes, "softmax")(inputs))


def to_labels(predictions, multi_label=False):
    if multi_label or predictions.shape[1] == 1:
        labels = np.zeros(predictions.shape)
        labels[predictions > 0.5] = 1
        if not multi_label:
            labels = labels[:, 0]
        return labels
    return np.argsort(predictions, axis=1)[:, -1]
