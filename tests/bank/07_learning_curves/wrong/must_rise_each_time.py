# mistake: only if the loss rises in each epoch after the lowest
# looks like: a rise in every epoch asked for: what is not lower than the lowest is no improvement, up or down
# fails: turn_is_found
# points: 9
# try: print(overfits_after({"val_loss": [2.0, 1.0, 1.4, 1.3]}, 2))   # 2
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
    after = losses[lowest : lowest + patience + 1]
    if len(after) > patience and all(later > earlier for earlier, later in zip(after, after[1:])):
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
