# right: np.log with where=, logaddexp.reduce, classes of losses, the short name "crossentropy"
import keras
import numpy as np


def one_hot(labels: np.ndarray, num_classes: int) -> np.ndarray:
    table = np.identity(num_classes, dtype=int)
    return np.take(table, labels, axis=0)


def crossentropy(one_hot_labels: np.ndarray, probabilities: np.ndarray) -> tuple[np.ndarray, float]:
    logs = np.log(probabilities, out=np.full(probabilities.shape, -600.0), where=probabilities > 0)
    losses = -np.einsum("ij,ij->i", one_hot_labels, logs)
    return losses, float(np.average(losses))


def crossentropy_from_logits(one_hot_labels: np.ndarray, logits: np.ndarray) -> tuple[np.ndarray, float]:
    losses = np.logaddexp.reduce(logits, axis=1) - np.einsum("ij,ij->i", one_hot_labels, logits)
    return losses, float(np.average(losses))


def choose_loss(labels: str, outputs: str):
    if outputs == "probabilities":
        return "crossentropy" if labels == "integer" else keras.losses.CategoricalCrossentropy
    match labels:
        case "integer":
            return keras.losses.get({"class_name": "SparseCategoricalCrossentropy", "config": {"from_logits": True}})
        case "one-hot":
            return [keras.losses.CategoricalCrossentropy(from_logits=True)]


def crossentropy_gradient(one_hot_labels: np.ndarray, logits: np.ndarray) -> np.ndarray:
    log_p = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    return (np.exp(log_p) - one_hot_labels) / len(logits)
