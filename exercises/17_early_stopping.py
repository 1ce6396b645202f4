# %% [markdown]
# # 17 Early stopping at a target
# "Train until 95% of the validation images are right, but for at most 100 epochs." You do not want to sit and watch
# for that. Let a *callback* do it: an object whose methods `fit` calls at fixed moments.
#
# At the end of each epoch `fit` calls `on_epoch_end(epoch, logs)`. `epoch` counts from 0, and `logs` is a dictionary
# with the numbers of that epoch:
#
#     {"accuracy": 0.91, "loss": 0.24, "val_accuracy": 0.88, "val_loss": 0.31}
#
# Then `fit` looks at `model.stop_training`, an attribute of the *model*. If it is True, training ends. Inside a
# callback the model is `self.model`.
#
# Three things surprise nearly everyone:
#
# * The names of methods have to be exact. `fit` never calls `on_epochs_end`, and nobody complains. It does call
#   `on_epoch_begin`, but then nothing has been measured yet.
# * The names in `logs` are those given to `compile`: `metrics=["acc"]` gives "acc". Those with `val_` are there only
#   if `fit` was given validation data.
# * An accuracy is a share between 0 and 1, not a percentage.
#
# `keras.callbacks.EarlyStopping` does something else: it stops when a metric has not improved for a while. And a
# warning: an accuracy that decided when to stop looks a little too good. Report that of new test images.

# %%
import warnings

import keras
import numpy as np


# %%
class StopAtTarget(keras.callbacks.Callback):
    """Stops training at the end of the first epoch in which a metric is at least `target`.

    Args:
        monitor: The metric's name in `logs`, such as "accuracy" or "val_accuracy".
        target: A share: 0.9 is 90%. "At least" includes the target itself, so 1.0 can be reached.

    If `logs` is None or does not hold the metric, training goes on. The first time, in whichever epoch that is,
    `warnings.warn` says so: its text names the metric, and those that are there. There is only one such warning in a
    training.

    Example, for a model compiled with `metrics=["accuracy"]` whose val_accuracy goes 0.50, 0.62, 0.93, ...:
        >>> history = model.fit(x, y, validation_data=(x2, y2), epochs=6, callbacks=[StopAtTarget("val_accuracy", 0.9)])
        >>> len(history.epoch)
        3
    """

    def __init__(self, monitor: str = "val_accuracy", target: float = 0.9):
        super().__init__()
        raise NotImplementedError("17: write StopAtTarget.__init__")

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        raise NotImplementedError("17: write StopAtTarget.on_epoch_end")


# %%
def train_until(
    model: keras.Model,
    train: tuple[np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray],
    target: float,
    max_epochs: int = 100,
) -> tuple[int, dict[str, list[float]]]:
    """Train until the accuracy on `validation` is at least `target`, or `max_epochs` have run.

    Args:
        model: Compiled by the caller with an "accuracy" metric. Train this very model, and do not compile it again.
        train, validation: (images, labels), as the model needs them. They are not changed. Use any batch size.
        target: A share: 0.9 is 90%.
        max_epochs: Stop after so many epochs, whatever the accuracy is.

    Returns:
        How many epochs were run (1 if the first was enough), and their history, as in `fit(...).history`: a
        dictionary with a list for each of "accuracy", "loss", "val_accuracy" and "val_loss", one value for each epoch.

    Example, with val_accuracy 0.50, 0.62, 0.93:
        >>> epochs, history = train_until(model, (x, y), (x2, y2), target=0.9)
        >>> epochs, history["val_accuracy"]
        (3, [0.50, 0.62, 0.93])
    """
    raise NotImplementedError("17: write train_until")


# %% Try it (not graded)
# rng = np.random.default_rng(0)
# x = rng.normal(size=(400, 8)).astype("float32"); y = (x.sum(axis=1) > 0).astype("int32")
# model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(2, activation="softmax")])
# model.compile(optimizer=keras.optimizers.SGD(0.1), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
# epochs, history = train_until(model, (x[:200], y[:200]), (x[200:], y[200:]), target=0.95)
# print(epochs, [round(value, 2) for value in history["val_accuracy"]])
# model.fit(x, y, epochs=2, callbacks=[StopAtTarget("val_accuracy", 0.9)])      # no validation data: one warning
