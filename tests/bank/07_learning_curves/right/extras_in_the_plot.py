# right: markers, a line at the best epoch, grid, itertools
import itertools

import matplotlib.pyplot as plt
import numpy as np


def best_epoch(history, monitor):
    values = history[monitor]
    if "loss" in monitor:
        return values.index(min(values)) + 1
    return values.index(max(values)) + 1


def last_epochs(history, name, n, how="median"):
    values = history[name][-n:]
    if how == "median":
        return float(np.median(values))
    if how == "mean":
        return float(np.mean(values))
    return float(np.std(values))


def overfits_after(history, patience):
    losses = history["val_loss"]
    lowest = losses.index(min(losses))
    if len(losses) - 1 - lowest >= patience:
        return lowest + 1
    return None


def join(first, second):
    return {name: list(itertools.chain(first[name], second[name])) for name in set(first) | set(second)}


def plot_curves(history):
    fig = plt.figure()
    left, right = fig.add_subplot(1, 2, 1), fig.add_subplot(1, 2, 2)
    x = list(range(1, len(history["loss"]) + 1))
    handles = left.plot(x, history["loss"], "-", color="C0", label="train loss")
    handles += right.plot(x, history["accuracy"], "-o", color="C1", label="train accuracy")
    if "val_loss" in history:
        handles += left.plot(x, history["val_loss"], "--", color="C2", label="val loss")
        handles += right.plot(x, history["val_accuracy"], "--s", color="C3", label="val accuracy")
        left.axvline(best_epoch(history, "val_loss"), color="grey", linestyle=":")
    left.grid(alpha=0.3)
    for ax, word in ((left, "loss"), (right, "accuracy")):
        ax.legend(handles=[handle for handle in handles if word in handle.get_label()])
        ax.set_xlabel("epoch")
    return fig
