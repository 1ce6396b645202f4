# right: two lines of one colour that differ in width only; a legend with a title
import copy
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
    out = copy.deepcopy(first)
    for k in out:
        out[k] += second[k]
    return out


def plot_curves(history: dict[str, list[float]]) -> Figure:
    epochs = range(1, len(history["loss"]) + 1)
    fig, axes = plt.subplots(1, 2, figsize=(12, 5))
    for ax, name in zip(axes, ("loss", "accuracy")):
        ax.plot(epochs, history[name], "k", lw=3, label="Train " + name)
        if "val_" + name in history:
            ax.plot(epochs, history["val_" + name], "k", lw=1, label="Val " + name)
        ax.legend(title="validation or training", loc="best")
    return fig
