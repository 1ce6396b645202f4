# %% [markdown]
# # 16 Checkpoints
# The last epoch of a training is rarely the best one, and a training that takes all night can break off at four in the
# morning. So you save the model on the way. A *checkpoint* is a file that holds the model as it was after some epoch.
#
# A *callback* writes it. A callback is an object that you pass to `fit`, and `fit` calls its methods as training goes
# on. After each epoch it calls `on_epoch_end(epoch, logs)`: `epoch` is the number of the epoch, and `logs` is a
# dictionary of its metrics, such as `{"loss": 2.1, "accuracy": 0.3, "val_loss": 2.2, "val_accuracy": 0.2}`.
#
# Keras has such a callback already:
#
#     keras.callbacks.ModelCheckpoint("best.keras", monitor="val_accuracy", mode="max", save_best_only=True)
#
# * It watches the metric `monitor`, and `mode` says whether "max" or "min" is best. By default it watches "val_loss".
# * Without `save_best_only=True` it saves every epoch. If the name is always the same, only the last epoch remains.
# * A name can have placeholders: `{epoch:02d}` and the names in `logs`, such as `{val_accuracy:.2f}`.
# * `save_freq=5` means every five *batches*, not epochs.
#
# A `.keras` file holds the whole model, with its loss and the state of its optimizer: `keras.models.load_model(path)`
# gives back a model that can train on. A `.weights.h5` file holds the weights alone (`save_weights_only=True`).
# In older texts you will see `"best.hdf5"` and `period=5`: `ModelCheckpoint` no longer accepts them.
#
# Three things surprise nearly everyone. After `fit` the variable `model` is still the model of the *last* epoch.
# Callbacks count epochs from 0, but the progress bar, `{epoch}` and people count from 1. And in `fit`, `epochs` says
# where to stop, not how many more to run; `initial_epoch` says how many are already done.

# %%
import keras
import numpy as np


# %%
def keep_best(folder: str, by: str = "accuracy", weights_only: bool = False) -> keras.callbacks.Callback:
    """Make a callback that keeps the best epoch of a training in one file.

    Args:
        folder: Path of an empty folder.
        by: "accuracy": the best epoch has the highest accuracy on the validation images. "loss": it has the lowest
            loss on them, which may be well above 1.
        weights_only: False: the file is `best.keras` and holds the whole model. True: it is `best.weights.h5` and holds
            the weights alone.

    Returns:
        A callback for a `fit` with validation data and the metric "accuracy". Afterwards `folder` holds this one file.

    Example, for a training whose val_accuracy goes 0.50, 0.72, 0.64:
        >>> history = model.fit(x, y, validation_data=(x2, y2), epochs=3, callbacks=[keep_best("saved")])
        >>> os.listdir("saved")  # the model as it was after epoch 2
        ['best.keras']
    """
    ### BEGIN SOLUTION
    return keras.callbacks.ModelCheckpoint(
        f"{folder}/best.weights.h5" if weights_only else f"{folder}/best.keras",
        monitor=f"val_{by}",
        mode="max" if by == "accuracy" else "min",
        save_best_only=True,
        save_weights_only=weights_only,
    )
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# keep_best
# 1. One `ModelCheckpoint` is enough. Decide on five things: the path, what to watch, which direction is better, that
#    only the best is kept, and whether only weights are saved.
# 2. The path ends in `.weights.h5` if `weights_only` is true, otherwise in `.keras`. The metrics of the validation
#    images are called "val_accuracy" and "val_loss"; for one more is better, for the other less.
# 3. `monitor=f"val_{by}"`, `mode="max" if by == "accuracy" else "min"`, `save_best_only=True`,
#    `save_weights_only=weights_only`, and the path first.


# %%
def keep_every(folder: str, n: int) -> keras.callbacks.Callback:
    """Make a callback that saves the whole model after every n-th epoch, each time in a new file.

    Args:
        folder: Path of an empty folder.
        n: At least 1. Files are saved after the epochs n, 2n, 3n, ..., counted from 1, and after no others. In a
            training that goes on after epoch 3, the first epoch is number 4.

    Returns:
        A callback for a `fit` with validation data and the metric "accuracy". Each file is called
        `epoch-EE-A.AA.keras`: the number of the epoch with two digits, and its val_accuracy with two decimals.

    Example, for five epochs whose val_accuracy goes 0.50, 0.72, 0.64, 0.81, 0.78:
        >>> history = model.fit(x, y, validation_data=(x2, y2), epochs=5, callbacks=[keep_every("saved", n=2)])
        >>> sorted(os.listdir("saved"))
        ['epoch-02-0.72.keras', 'epoch-04-0.81.keras']
    """

    ### BEGIN SOLUTION
    class EveryNth(keras.callbacks.ModelCheckpoint):
        def on_epoch_end(self, epoch, logs=None):
            if (epoch + 1) % n == 0:
                super().on_epoch_end(epoch, logs)

    return EveryNth(folder + "/epoch-{epoch:02d}-{val_accuracy:.2f}.keras")
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# keep_every
# 1. `ModelCheckpoint` writes the right names for every epoch; you have to let it work after some epochs only. Which of
#    its methods does `fit` call at the end of an epoch, and with which numbers?
# 2. A class of your own, `class EveryNth(keras.callbacks.ModelCheckpoint)`, can have its own `on_epoch_end(self, epoch,
#    logs=None)`, which calls `super().on_epoch_end(epoch, logs)` when it is time. `epoch` counts from 0 there.
# 3. It is time if `(epoch + 1) % n == 0`. The path is `folder + "/epoch-{epoch:02d}-{val_accuracy:.2f}.keras"`. In an
#    f-string the braces of placeholders are doubled: `f"{folder}/epoch-{{epoch:02d}}-{{val_accuracy:.2f}}.keras"`.


# %%
def train_and_test(
    model: keras.Model,
    train: tuple[np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray],
    test: tuple[np.ndarray, np.ndarray],
    epochs: int,
    folder: str,
) -> tuple[int, float]:
    """Train, keep the best epoch in a file, and test what is in the file.

    Args:
        model: A softmax classifier, compiled with `metrics=["accuracy"]`. Do not compile it again.
        train, validation, test: (images, labels); a label is the number of a class. Leave the batch size to `fit`.
        epochs: Train for exactly this many epochs: the best one may come late.
        folder: Path of an empty folder. Afterwards it holds `best.keras`, the whole model as it was after its best
            epoch, the one with the highest accuracy on the validation images. You may use `keep_best`.

    Returns:
        The number of the best epoch, counted from 1, and the accuracy of the model in the file on the test images, a
        share between 0 and 1.

    One check trains for real: a small network on 192 letters (20x20), with BatchNormalization, for 8 epochs, the last
    two with a far too high learning rate. Then the model in the file has to classify fresh images.

    Example, for val_accuracy 0.50, 0.72, 0.64 in three epochs:
        >>> train_and_test(model, (x, y), (x2, y2), (x3, y3), epochs=3, folder="saved")
        (2, 0.70)
    """
    ### BEGIN SOLUTION
    history = model.fit(
        *train, validation_data=validation, epochs=epochs, callbacks=[keep_best(folder, by="accuracy")], verbose=0
    )
    best_epoch = int(np.argmax(history.history["val_accuracy"])) + 1
    best_model = keras.models.load_model(f"{folder}/best.keras")
    return best_epoch, best_model.evaluate(*test, verbose=0, return_dict=True)["accuracy"]
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# train_and_test
# 1. Three steps: `fit` with the validation data and your callback; find the best epoch in the history; load the file
#    and evaluate that model.
# 2. `history.history["val_accuracy"]` is a list with one value an epoch; `np.argmax` gives the place of the largest,
#    counted from 0. `keras.models.load_model(path)` gives a model that is compiled already.
# 3. `evaluate(*test)` gives the loss first and then the accuracy; with `return_dict=True` it gives a dictionary:
#    `keras.models.load_model(f"{folder}/best.keras").evaluate(*test, return_dict=True)["accuracy"]`.


# %%
def resume(
    path: str,
    train: tuple[np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray],
    done: int,
    total: int,
    callbacks: list[keras.callbacks.Callback],
) -> keras.Model:
    """Go on with a training that broke off, as if it never had.

    Args:
        path: File of the whole model as it was after epoch `done`, with the state of its optimizer.
        train, validation: (images, labels). Validate after each epoch. Leave the batch size to `fit`.
        done: How many epochs were run before, at least 1.
        total: How many epochs there are in all, those before included. More than `done`.
        callbacks: Pass all of them to `fit`. The first epoch that they see is number `done + 1`, counted from 1.

    Returns:
        The model after epoch `total`.

    Example, where files are saved after every epoch and training broke off in the third:
        >>> os.listdir("saved")
        ['epoch-01-0.50.keras', 'epoch-02-0.72.keras']
        >>> path, save = "saved/epoch-02-0.72.keras", keep_every("saved", n=1)
        >>> model = resume(path, (x, y), (x2, y2), done=2, total=4, callbacks=[save])
        >>> sorted(os.listdir("saved"))
        ['epoch-01-0.50.keras', 'epoch-02-0.72.keras', 'epoch-03-0.64.keras', 'epoch-04-0.81.keras']
    """
    ### BEGIN SOLUTION
    model = keras.models.load_model(path)
    model.fit(*train, validation_data=validation, initial_epoch=done, epochs=total, callbacks=callbacks, verbose=0)
    return model
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# resume
# 1. Load the model, call `fit`, return the model. The model in the file is compiled already: compiling it again would
#    begin with a new optimizer, which knows nothing of what went before.
# 2. `fit` has an argument for the number of the epoch to begin with, counted from 0. Two epochs done means that the
#    numbers 0 and 1 are used up.
# 3. `model.fit(*train, validation_data=validation, initial_epoch=done, epochs=total, callbacks=callbacks)`: `epochs` is
#    where to stop, not how many more to run.


# %% Try it (not graded)
# import os, tempfile
# rng = np.random.default_rng(0)
# x = rng.normal(size=(1000, 8)).astype("float32"); y = (x[:, 0] * x[:, 1] > 0).astype("int32")
# train, validation, test = (x[:200], y[:200]), (x[200:600], y[200:600]), (x[600:], y[600:])
# model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(32, "relu"), keras.layers.Dense(2, "softmax")])
# model.compile(keras.optimizers.Adam(0.3), "sparse_categorical_crossentropy", metrics=["accuracy"])  # a wild training
# folder = tempfile.mkdtemp()
# print(train_and_test(model, train, validation, test, epochs=30, folder=folder), os.listdir(folder))
# print("the model in memory:", model.evaluate(*test, verbose=0)[1])
