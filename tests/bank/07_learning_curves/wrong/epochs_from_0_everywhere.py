# mistake: overfits_after uses a best_epoch that counts from 0
# looks like: counted from 0, as places in a list are
# fails: highest_accuracy_or_lowest_loss, first_of_equals, turn_is_found, keeps_to_its_contract
# points: 6.5
import matplotlib.pyplot as plt
import numpy as np


def best_epoch(history, monitor):
    values = history[monitor]
    if "loss" in monitor:
        return values.index(min(values))
    return values.index(max(values))


def last_epochs(history, name, n, how="median"):
    values = history[name][-n:]
    if how == "median":
        return float(np.median(values))
    if how == "mean":
        return float(np.mean(values))
    return float(np.std(values))


def overfits_after(history, patience):
    best = best_epoch(history, "val_loss")
    return best if len(history["val_loss"]) - 1 - best >= patience else None


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
