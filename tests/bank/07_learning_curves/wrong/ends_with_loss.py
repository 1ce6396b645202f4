# mistake: monitor.endswith("loss")
# looks like: only names that end with "loss" taken for losses: it may be anywhere in the name
# fails: highest_accuracy_or_lowest_loss
# points: 9
import copy
import statistics

import matplotlib.pyplot as plt
from matplotlib.figure import Figure


def best_epoch(history: dict[str, list[float]], monitor: str) -> int:
    h = history[monitor]
    if monitor.endswith("loss"):
        return h.index(min(h)) + 1
    return h.index(max(h)) + 1


def last_epochs(history: dict[str, list[float]], name: str, n: int, how: str = "median") -> float:
    tail = history[name][-n:]
    return {"median": statistics.median, "mean": statistics.fmean, "std": statistics.pstdev}[how](tail)


def overfits_after(history: dict[str, list[float]], patience: int) -> int | None:
    v = history["val_loss"]
    e = v.index(min(v)) + 1
    if len(v[e:]) >= patience:
        return e


def join(first: dict[str, list[float]], second: dict[str, list[float]]) -> dict[str, list[float]]:
    out = copy.deepcopy(first)
    for k in out:
        out[k] += second[k]
    return out


def plot_curves(history: dict[str, list[float]]) -> Figure:
    epochs = range(1, len(history["loss"]) + 1)
    fig = plt.figure(figsize=(12, 5))
    plt.subplot(1, 2, 1)
    plt.plot(epochs, history["loss"], "bo", label="Training loss")
    if "val_loss" in history:
        plt.plot(epochs, history["val_loss"], "b", label="Validation loss")
    plt.title("Training and validation loss")
    plt.legend()
    plt.subplot(1, 2, 2)
    plt.plot(epochs, history["accuracy"], "bo", label="Training acc")
    if "val_accuracy" in history:
        plt.plot(epochs, history["val_accuracy"], "b", label="Validation acc")
    plt.title("Training and validation accuracy")
    plt.legend()
    return fig
