# right: legend(['train', 'val']), the same colour with other dashes, negative index, a Counter of lists
import matplotlib.pyplot as plt
import numpy as np


def best_epoch(history, monitor):
    values = list(history[monitor])
    if "loss" in monitor:
        values = [-value for value in values]
    return max(enumerate(values, start=1), key=lambda pair: pair[1])[0]


def last_epochs(history, name, n, how="median"):
    last = np.asarray(history[name], dtype="float64")[-n:]
    match how:
        case "median":
            return np.percentile(last, 50)
        case "mean":
            return last.sum() / n
        case "std":
            return np.sqrt(((last - last.mean()) ** 2).mean())


def overfits_after(history, patience):
    losses = history["val_loss"]
    lowest = losses.index(min(losses))
    if len(losses) - 1 - lowest >= patience:
        return lowest + 1
    return None


def join(first, second):
    joined = dict(first)
    joined.update({name: [*first[name], *values] for name, values in second.items()})
    return joined


def plot_curves(history):
    fig, axes = plt.subplots(2, 1)
    for ax, name in zip(axes.flat, ("accuracy", "loss")):
        n = len(history[name])
        ax.plot(np.linspace(1, n, n), history[name], color="black")
        shown = ["train"]
        if f"val_{name}" in history:
            ax.plot(np.linspace(1, n, n), history[f"val_{name}"], color="black", linestyle="dotted")
            shown.append("val")
        ax.legend(shown)
        ax.set_title(name)
    fig.tight_layout()
    return fig
