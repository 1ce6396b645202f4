# mistake: a loss counts as lower only if it is lower by 0.001, as with min_delta
# looks like: a margin for what counts as lower, as min_delta of EarlyStopping: any lower loss counts
# try: print(overfits_after({"val_loss": [0.5004, 0.5, 0.6]}, 1))   # 2
# fails: turn_is_found
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
    lowest, epoch = float("inf"), 0
    losses = history["val_loss"]
    for number, loss in enumerate(losses, start=1):
        if loss < lowest - 0.001:
            lowest, epoch = loss, number
    return epoch if len(losses) - epoch >= patience else None


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
