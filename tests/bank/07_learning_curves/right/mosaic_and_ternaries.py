# right: subplot_mosaic, ternaries, a while loop, math.fsum
import math

import matplotlib.pyplot as plt
import numpy as np


def best_epoch(history, monitor):
    values = history[monitor]
    if "loss" in monitor:
        return values.index(min(values)) + 1
    return values.index(max(values)) + 1


def last_epochs(history, name, n, how="median"):
    values = [history[name][-place] for place in range(1, n + 1)]
    mean = math.fsum(values) / len(values)
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / len(values))
    return mean if how == "mean" else spread if how == "std" else np.quantile(values, 0.5)


def overfits_after(history, patience):
    losses = history["val_loss"]
    epoch = len(losses)
    while epoch > 1 and min(losses[: epoch - 1]) <= losses[epoch - 1]:
        epoch -= 1
    return epoch if len(losses[epoch:]) >= patience else None


def join(first, second):
    joined = {}
    for name in first:
        joined[name] = first[name] + second[name]
    return joined


def plot_curves(history):
    fig, axes = plt.subplot_mosaic("lla;lla", figsize=(10, 4))
    pairs = {"l": ("loss", "val_loss"), "a": ("accuracy", "val_accuracy")}
    for letter, keys in pairs.items():
        for key, style in zip(keys, ("-", "--")):
            values = history.get(key)
            if values:
                axes[letter].plot(*zip(*enumerate(values, 1)), style, label="validation" if "val" in key else "training")
        axes[letter].legend(title=keys[0])
    return fig
