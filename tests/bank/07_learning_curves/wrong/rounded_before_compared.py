# mistake: rounds to two digits and then compares
# looks like: values rounded before they are compared: small differences count
# fails: highest_accuracy_or_lowest_loss
# points: 9
import matplotlib.pyplot as plt
import numpy as np


def best_epoch(history, monitor):
    values = [round(value, 2) for value in history[monitor]]
    best = min(values) if "loss" in monitor else max(values)
    return values.index(best) + 1


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
    epochs = range(1, len(history["loss"]) + 1)
    fig, (ax1, ax2) = plt.subplots(1, 2)
    ax1.plot(epochs, history["loss"], label="train")
    ax2.plot(epochs, history["accuracy"], label="train")
    if "val_loss" in history:
        ax1.plot(epochs, history["val_loss"], label="val")
        ax2.plot(epochs, history["val_accuracy"], label="val")
    ax1.set_title("loss")
    ax2.set_title("accuracy")
    ax1.legend()
    ax2.legend()
    return fig
