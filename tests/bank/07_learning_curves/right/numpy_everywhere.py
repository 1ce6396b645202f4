# right: np.argmin and np.argmax, np.concatenate, arrays in the joined history, one subplot after the other
import matplotlib.pyplot as plt
import numpy as np


def best_epoch(history, monitor):
    values = np.array(history[monitor])
    return (np.argmin(values) if "loss" in monitor else np.argmax(values)) + 1


def last_epochs(history, name, n, how="median"):
    return getattr(np, how)(np.array(history[name])[-n:])


def overfits_after(history, patience):
    losses = np.array(history["val_loss"])
    best = np.argmin(losses)
    return best + 1 if best + patience < losses.size else None


def join(first, second):
    return {key: np.concatenate([first[key], second[key]]) for key in second}


def plot_curves(history):
    figure = plt.figure(figsize=(8, 3))
    for place, metric in enumerate(["loss", "accuracy"], start=1):
        axis = figure.add_subplot(1, 2, place)
        curves = np.array([history[key] for key in (metric, "val_" + metric) if key in history])
        x = np.arange(curves.shape[1]) + 1
        lines = axis.plot(x, curves.T)
        axis.legend(lines, ["Training " + metric, "Validation " + metric][: len(lines)], loc="best")
        axis.set(xlabel="Epoch", ylabel=metric)
    plt.close(figure)
    return figure
