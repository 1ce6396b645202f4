# mistake: an axes for each curve
# looks like: a plot for each curve: training and validation belong side by side
# fails: losses_and_accuracies_have_a_plot_each
# points: 9
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
    joined = {}
    for name in first:
        joined[name] = first[name] + second[name]
    return joined


def plot_curves(history):
    fig, axes = plt.subplots(2, 2)
    for ax, (key, values) in zip(axes.flat, history.items()):
        ax.plot(range(1, len(values) + 1), values, label=key if "val" in key else f"train {key}")
        ax.legend()
    return fig
