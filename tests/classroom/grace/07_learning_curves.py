import copy
import statistics

import matplotlib.pyplot as plt


def best_epoch(history, monitor):
    best = 0
    for epoch, value in enumerate(history[monitor]):
        better = value < history[monitor][best] if "loss" in monitor else value > history[monitor][best]
        if better:
            best = epoch
    return best + 1


def last_epochs(history, name, n, how="median"):
    values = history[name][len(history[name]) - n :]
    functions = {"median": statistics.median, "mean": statistics.mean, "std": statistics.pstdev}
    return round(functions[how](values), 3)


def overfits_after(history, patience):
    best, best_at, waited = float("inf"), None, 0
    for epoch, loss in enumerate(history["val_loss"], 1):
        waited += 1
        if loss < best:
            best, best_at, waited = loss, epoch, 0
    if waited >= patience:
        return best_at


def join(first, second):
    both = copy.deepcopy(first)
    for name, values in second.items():
        both[name].extend(values)
    return both


def plot_curves(history):
    fig = plt.figure(figsize=(12, 4))

    plt.subplot(1, 2, 1)
    plt.plot(range(1, 1 + len(history["loss"])), history["loss"], "b-", label="Training Loss")
    if "val_loss" in history:
        plt.plot(range(1, 1 + len(history["val_loss"])), history["val_loss"], "r--", label="Validation Loss")
    plt.legend()
    plt.grid(True)

    plt.subplot(1, 2, 2)
    plt.plot(range(1, 1 + len(history["accuracy"])), history["accuracy"], "b-", label="Training Accuracy")
    if "val_accuracy" in history:
        plt.plot(range(1, 1 + len(history["val_accuracy"])), history["val_accuracy"], "r--", label="Validation Accuracy")
    plt.legend()
    plt.xlabel("Epoch")
    return fig
