# mistake: loss and accuracy on twin axes
# looks like: two axes on top of each other, as twinx makes them: one plot for losses and accuracies
# try: history = {"loss": [3.0, 2.0], "accuracy": [0.1, 0.2]}
# try: print(len({axes.get_position().bounds for axes in plot_curves(history).axes}))   # 2
# fails: losses_and_accuracies_have_a_plot_each
# points: 9
# says: on top of each other
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
    fig, ax = plt.subplots()
    ax2 = ax.twinx()
    for a, name, color in ((ax, "loss", "r"), (ax2, "accuracy", "b")):
        a.plot(epochs, history[name], color, label="training " + name)
        if "val_" + name in history:
            a.plot(epochs, history["val_" + name], color + "--", label="validation " + name)
        a.set_ylabel(name)
        a.legend()
    return fig
