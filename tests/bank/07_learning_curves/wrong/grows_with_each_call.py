# mistake: draws into the current figure
# looks like: the current figure of pyplot, which keeps what was drawn before: begin with plt.figure() or plt.subplots()
# fails: a_legend_tells_the_lines_apart, each_call_makes_a_figure
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
    for place, name in ((1, "loss"), (2, "accuracy")):
        plt.subplot(1, 2, place)
        epochs = range(1, len(history[name]) + 1)
        plt.plot(epochs, history[name], label="train")
        if "val_" + name in history:
            plt.plot(epochs, history["val_" + name], label="val")
        plt.legend()
    return plt.gcf()
