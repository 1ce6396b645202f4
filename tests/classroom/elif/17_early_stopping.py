# %% [markdown]
# # 17 Early stopping at a target
# "Train until 95% of the validation images are right, but for at most 100 epochs": nobody wants to sit and watch for
# that. A *callback* is an object that `fit` calls at fixed moments, as methods with fixed names: `on_train_begin`,
# `on_epoch_begin`, `on_train_batch_end`, `on_epoch_end` and some more. A method with any other name is never called,
# and Keras does not complain.
#
# At the end of an epoch `fit` calls `on_epoch_end(epoch, logs)`. `epoch` counts from 0. `logs` is a dictionary with
# the numbers of that epoch:
#
#     {"accuracy": 0.91, "loss": 0.24, "val_accuracy": 0.88, "val_loss": 0.31}
#
# * The names are those given to `compile`: `metrics=["accuracy"]` gives "accuracy", `metrics=["acc"]` gives "acc".
# * Names with `val_` are there only if `fit` was given validation data.
# * An accuracy is a share between 0 and 1. The progress bar shows the same number.
# * At the beginning of an epoch nothing has been measured yet: there `logs` is empty.
#
# After each epoch `fit` looks at `model.stop_training`, an attribute of the *model*. A callback reaches its model as
# `self.model`. The epoch that sets it to True is the last one.
#
# `keras.callbacks.EarlyStopping` does something else: it stops when a metric has not improved for a while.
#
# A word of care: if the validation images decide when training stops, their accuracy at that moment flatters a
# little. The number to report comes from test images that decided nothing.

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

    If `logs` is None or does not hold the metric, training goes on, and `warnings.warn` is called once in the whole
    training with a text that names the metric and those that are there.

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
        model: Compiled by the caller with an "accuracy" metric; do not compile it again. It is trained in place.
        train, validation: (images, labels). Any batch size.
        target: A share: 0.9 is 90%.
        max_epochs: Train no longer than this, whatever the accuracy is.

    Returns:
        Epochs that were run (1 if the first sufficed), and the history of all of them, as in `fit(...).history`:
        a dictionary with one list for each of "accuracy", "loss", "val_accuracy", "val_loss", one value an epoch.

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
