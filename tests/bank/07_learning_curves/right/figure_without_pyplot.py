# right: matplotlib.figure.Figure alone, keys sorted, one legend for the whole figure, min with a key
from collections import defaultdict

import numpy as np
from matplotlib.figure import Figure


def best_epoch(history, monitor):
    sign = 1 if "loss" in monitor else -1
    values = history[monitor]
    return 1 + min(range(len(values)), key=lambda epoch: sign * values[epoch])


def last_epochs(history, name, n, how="median"):
    values = sorted(history[name][-n:])
    mean = sum(values) / n
    if how == "mean":
        return mean
    if how == "std":
        return (sum((value - mean) ** 2 for value in values) / n) ** 0.5
    return (values[n // 2] + values[(n - 1) // 2]) / 2


def overfits_after(history, patience):
    turn = best_epoch(history, "val_loss")
    later = history["val_loss"][turn:]
    return None if len(later) < patience else turn


def join(first, second):
    result = defaultdict(list)
    for part in (first, second):
        for key, values in part.items():
            result[key] += values
    return result


def plot_curves(history):
    figure = Figure(figsize=(6, 8), layout="constrained")
    top, bottom = figure.subplots(2, 1, sharex=True)
    x = np.arange(1, len(history["loss"]) + 1)
    for key, values in history.items():
        axes = top if "loss" in key else bottom
        is_val = key.startswith("val_")
        axes.plot(x, values, color="tab:orange" if is_val else "tab:blue", label="val" if is_val else "train")
    top.set_ylabel("loss")
    bottom.set_ylabel("accuracy")
    figure.legend(*top.get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return figure
