# mistake: the model ends with its logits
# looks like: logits, the numbers before the last activation
# why: A model that ends with its logits is a fine choice elsewhere, with from_logits=True in the loss. Here the model returns probabilities.
# fails: head_for_exclusive_classes, head_for_two_classes, head_for_labels
# points: 7
# says: below 0 and above 1
import keras
import numpy as np


def softmax(logits: np.ndarray, axis: int = -1) -> np.ndarray:
    e = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


def build_head(num_features, num_classes, multi_label=False):
    # raw scores, use from_logits=True in the loss
    units = 1 if num_classes == 2 and not multi_label else num_classes
    return keras.Sequential([keras.Input((num_features,)), keras.layers.Dense(units)])


def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    if multi_label:
        return (predictions > 0.5).astype(int)
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return predictions.argmax(axis=1)
