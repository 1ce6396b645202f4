# mistake: second[name][1:]
# looks like: the first value of the second training left out
# try: print(join({"loss": [3.0]}, {"loss": [2.0, 1.0]}))   # {'loss': [3.0, 2.0, 1.0]}
# fails: second_comes_after_the_first
# points: 9
import statistics

import matplotlib.pyplot as plt
from matplotlib.figure import Figure


def best_epoch(history: dict[str, list[float]], monitor: str) -> int:
    h = history[monitor]
    if "loss" in monitor:
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
    return {k: first[k] + second[k][1:] if len(second[k]) > 1 else first[k] + second[k] for k in first}


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
