# mistake: np.asarray does not copy what is float32 already
# fails: keeps_to_its_contract
# points: 9
# says: softmax changed the caller's logits

import keras
import numpy as np


def softmax(logits, axis=-1):
    z = np.asarray(logits, dtype=np.float32)
    z -= z.max(axis=axis, keepdims=True)
    np.exp(z, out=z)
    z /= z.sum(axis=axis, keepdims=True)
    return z


def sigmoid(logits):
    return 1 / (1 + np.exp(-logits))


def build_head(num_features, num_classes, multi_label=False):
    inputs = keras.Input((num_features,))
    if multi_label:
        outputs = keras.layers.Dense(num_classes, activation="sigmoid")(inputs)
    elif num_classes == 2:
        outputs = keras.layers.Dense(1, activation="sigmoid")(inputs)
    else:
        outputs = keras.layers.Dense(num_classes, activation="softmax")(inputs)
    return keras.Model(inputs, outputs)


def to_labels(predictions, multi_label=False):
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
