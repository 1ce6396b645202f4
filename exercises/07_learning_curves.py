# %% [markdown]
# # 07 Learning curves
# The first network has trained. Has it learnt what a shirt is, or only its 200 pictures by heart? One number at the end
# does not tell. The curves do: loss and accuracy of every epoch, on training images and on validation images.
#
# `model.fit(...).history` is a dict with a list for each name and a number for each epoch:
#
#     {"loss": [2.2, 1.6, 1.2], "accuracy": [0.2, 0.5, 0.6], "val_loss": [2.1, 1.7, 1.8], "val_accuracy": [...]}
#
# As long as both losses fall, the network learns. When the training loss falls on and the validation loss turns and
# rises, it learns by heart: it *overfits*. The best epoch was the one before the turn.
#
# Three things surprise nearly everyone:
#
# * The best epoch is the one with the *lowest* loss, but with the *highest* accuracy. And people count epochs from 1,
#   Python counts from 0.
# * The last epoch alone is luck: it may be up or down by some points. The median or the mean of the last few is a
#   better summary, and their standard deviation says how much they jump.
# * Validation accuracy often stays level when the validation loss has long turned: the network is wrong as often as
#   before, but more and more sure of it. So watch the loss.

# %%
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure


# %%
def best_epoch(history: dict[str, list[float]], monitor: str) -> int:
    """The epoch in which a metric was best.

    Args:
        history: As `fit(...).history`. It is not changed.
        monitor: A name in it. If "loss" is in the name, as in "val_loss" and "loss_1", the lowest value is best;
            otherwise the highest, as for "val_accuracy" and "auc".

    Returns:
        The number of the epoch, an int; the first epoch is 1. If several are equally good, the first of them.

    Example:
        >>> best_epoch({"val_loss": [0.9, 0.5, 0.7]}, "val_loss")
        2
    """
    raise NotImplementedError("07: write best_epoch")


# %%
def last_epochs(history: dict[str, list[float]], name: str, n: int, how: str = "median") -> float:
    """One number for the last `n` epochs of a metric.

    Args:
        history: As `fit(...).history`. It is not changed.
        name: A name in it.
        n: From 1 to the number of epochs.
        how: "median", "mean" or "std". The standard deviation is that of `np.std`: the square root of the mean squared
            distance from the mean, so you divide by n.

    Returns:
        A float (a NumPy one will do), not rounded.

    Example:
        >>> last_epochs({"accuracy": [0.1, 0.5, 0.7]}, "accuracy", 2, "mean")
        0.6
    """
    raise NotImplementedError("07: write last_epochs")


# %%
def overfits_after(history: dict[str, list[float]], patience: int) -> int | None:
    """The epoch after which the network only learnt by heart, if there is one.

    Args:
        history: As `fit(...).history`, with "val_loss". It is not changed.
        patience: How many epochs without a lower validation loss are enough to be sure, at least 1.

    Returns:
        The epoch of the lowest validation loss of all, counted from 1 (the first, if several are equally low), if at
        least `patience` epochs came after it. Otherwise None.

    Example:
        >>> overfits_after({"val_loss": [0.9, 0.5, 0.6, 0.7]}, patience=2)
        2
    """
    raise NotImplementedError("07: write overfits_after")


# %%
def join(first: dict[str, list[float]], second: dict[str, list[float]]) -> dict[str, list[float]]:
    """The history of two trainings, one after the other, as if it had been one.

    Args:
        first, second: As `fit(...).history`, with the same names, in any order; each of any length. They are not
            changed, nor are their lists.

    Returns:
        A new dict with all these names: the values of `first`, then those of `second`. The lists are new too, even if
        one of the two trainings had no epochs. Arrays instead of lists will do.

    Example:
        >>> join({"loss": [0.9, 0.8]}, {"loss": [0.7]})
        {'loss': [0.9, 0.8, 0.7]}
    """
    raise NotImplementedError("07: write join")


# %%
def plot_curves(history: dict[str, list[float]]) -> Figure:
    """Draw the learning curves: the losses in one plot, the accuracies in another beside it, above or below.

    Args:
        history: With "loss" and "accuracy", and with "val_loss" and "val_accuracy" if there was validation. It is not
            changed.

    Returns:
        A new matplotlib Figure in each call, for the caller to show or save: do not show it here. Each of its two axes
        has a line for training and, if there was validation, one for validation. The x of a line are the epochs,
        from 1. A legend, in each or one for both, names the lines; the names hold the words "train" and "val", such
        as "training loss" and "validation loss". No two lines of one plot look the same: colour, dashes, markers or
        width differ.

    Example:
        >>> history = {"loss": [1.2, 0.8], "accuracy": [0.4, 0.6], "val_loss": [1.3, 1.0], "val_accuracy": [0.3, 0.5]}
        >>> len(plot_curves(history).axes)
        2
    """
    raise NotImplementedError("07: write plot_curves")


# %% Try it (not graded)
# import keras
# from autograder.datasets import load
#
# name = "fashion"  # "clothing": the real photos, once they are fetched
# (x, y), (val_x, val_y) = (load(name, split=split, size=32, n=200) for split in ("train", "validation"))
# model = keras.Sequential(
#     [
#         keras.Input((32, 32, 3)),
#         keras.layers.Rescaling(1 / 255),
#         keras.layers.Conv2D(16, 3, activation="relu"),
#         keras.layers.MaxPooling2D(),
#         keras.layers.Conv2D(32, 3, activation="relu"),
#         keras.layers.MaxPooling2D(),
#         keras.layers.Flatten(),
#         keras.layers.Dense(64, activation="relu"),
#         keras.layers.Dropout(0.0),  # and with 0.5?
#         keras.layers.Dense(10, activation="softmax"),
#     ]
# )
# model.compile(keras.optimizers.RMSprop(0.001), "sparse_categorical_crossentropy", metrics=["accuracy"])
# history = model.fit(x, y, validation_data=(val_x, val_y), batch_size=20, epochs=30).history
# print("best epoch", best_epoch(history, "val_loss"), "overfits after", overfits_after(history, patience=10))
# print("the last five:", last_epochs(history, "val_accuracy", 5), last_epochs(history, "val_accuracy", 5, "std"))
# plot_curves(history).savefig("curves.png")
