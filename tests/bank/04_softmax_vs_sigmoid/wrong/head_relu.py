# mistake: relu as the last activation
# looks like: relu as the last activation
# fails: head_for_exclusive_classes
# points: 9
import keras
import numpy as np


def softmax(logits: np.ndarray, axis: int = -1) -> np.ndarray:
    e = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


def build_head(num_features, num_classes, multi_label=False):
    model = keras.Sequential([keras.Input((num_features,))])
    if multi_label:
        model.add(keras.layers.Dense(num_classes, activation="sigmoid"))
    elif num_classes > 2:
        model.add(keras.layers.Dense(num_classes, activation="relu"))
    else:
        model.add(keras.layers.Dense(1, activation="sigmoid"))
    return model


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
