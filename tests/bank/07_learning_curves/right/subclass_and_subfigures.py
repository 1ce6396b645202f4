# right: a figure class of one's own kept by pyplot, plt.sca, helper functions, tuples as values
import matplotlib.pyplot as plt
import numpy as np


def _curve(history, name, label):
    if name in history:
        plt.plot([epoch + 1 for epoch, _ in enumerate(history[name])], history[name], marker=".", label=label)


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
    best = best_epoch(history, "val_loss")
    epochs = len(history["val_loss"])
    if best > epochs - patience:
        return None
    return best


def join(first, second):
    return {name: tuple(first[name]) + tuple(second[name]) for name in first}


def plot_curves(history):
    figure, panels = plt.subplots(1, 2, figsize=(9, 4), num=None)
    for panel, name in zip(panels, ["loss", "accuracy"]):
        plt.sca(panel)
        _curve(history, name, f"{name} (train)")
        _curve(history, f"val_{name}", f"{name} (val)")
        plt.title(name)
        plt.legend()
    return plt.gcf()
