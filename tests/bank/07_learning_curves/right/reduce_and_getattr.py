# right: functools, operator, np.average, a lambda, plot on a shared x with labels set afterwards
import functools
import operator

import matplotlib.pyplot as plt
import numpy as np


def best_epoch(history, monitor):
    pick = functools.reduce(lambda a, b: (b if b < a else a) if "loss" in monitor else (b if b > a else a), history[monitor])
    return int(np.flatnonzero(np.array(history[monitor]) == pick)[0]) + 1


last_epochs = lambda history, name, n, how="median": {"median": np.median, "mean": np.average, "std": np.std}[how](
    history[name][-n:]
)


def overfits_after(history, patience):
    losses = history["val_loss"]
    lowest = losses.index(min(losses))
    if len(losses) - 1 - lowest >= patience:
        return lowest + 1
    return None


def join(first, second):
    return {name: operator.concat(values, second[name]) for name, values in first.items()}


def plot_curves(history):
    fig, axs = plt.subplots(1, 2, sharex=True)
    x = np.arange(1, len(history["accuracy"]) + 1)
    for ax, word in zip(axs, ("loss", "accuracy")):
        for name in filter(lambda name: name.endswith(word), history):
            (line,) = ax.plot(x, history[name])
            line.set_label("Val" if name.startswith("val") else "Train")
            line.set_linewidth(2)
        ax.legend(frameon=False)
        ax.set_xticks(x)
    return fig
