# %% [markdown]
# # 14 Learning rate
# The shop's network learns in steps, and the learning rate says how long they are. Too small, and it has hardly begun
# when time is up; too large, and it jumps over what it is looking for, or away from it for good. The best rate is
# found by trying some.
#
# A step goes against the gradient, which points to where the loss rises: that is *SGD*. *RMSprop* also keeps a running
# mean of each weight's squared gradients and divides by its root, so that each weight takes steps of a similar size.
#
# Three things surprise nearly everyone:
#
# * Notes say that RMSprop automates the tuning of the rate. It evens out the steps *between* weights; how long they are
#   is still `learning_rate`, and if you sweep over rates with RMSprop there is still a best one.
# * Trainings can be compared only if nothing but the rate differs. So each begins from the same first weights, with a
#   new model and a new optimizer. A model that has been trained already is not a beginner any more.
# * "Fast learners aren't always the best ones", say the notes, and they are right: look at the last epochs, not at the
#   first. A rate that is too large can even lead to a loss that is nan, not a number: that training is lost.
#
# You will write both steps, train with several rates, and choose one of them.

# %%
from collections.abc import Callable, Mapping, Sequence

import keras
import numpy as np


# %%
def sgd_step(w: np.ndarray, gradient: np.ndarray, learning_rate: float) -> np.ndarray:
    """The weights after one step of SGD, without momentum.

    Args:
        w: Weights, a float array of any shape. It is not changed.
        gradient: Of the loss, in the shape of `w`. It is not changed.
        learning_rate: At least 0.

    Returns:
        The new weights, in the shape of `w`.

    Example:
        >>> sgd_step(np.array([1.0, 2.0]), np.array([0.0, 10.0]), learning_rate=0.1)
        array([1., 1.])
    """
    ### BEGIN SOLUTION
    return w - learning_rate * gradient
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# sgd_step
# 1. The gradient points to where the loss rises. Where do you want to go?
# 2. Each weight changes by its own gradient times the rate, in the other direction.
# 3. `return w - learning_rate * gradient`.


# %%
def rmsprop_step(
    w: np.ndarray,
    gradient: np.ndarray,
    mean_square: np.ndarray,
    learning_rate: float,
    rho: float = 0.9,
    epsilon: float = 1e-7,
) -> tuple[np.ndarray, np.ndarray]:
    """The weights after one step of RMSprop, and the new running mean of squared gradients, as Keras computes them.

    First the mean: `rho` times the old one, and the rest, `1 - rho`, times the squared gradient. Then the step: the
    gradient is divided by the root of the *new* mean, multiplied by the rate, and subtracted. `epsilon` is added so
    that nothing is divided by 0: to the mean under the root, as Keras 3 does it, or to the root. Both are accepted.

    Args:
        w: Weights, a float array of any shape. Neither it nor the other arrays are changed.
        gradient: Of the loss, in the shape of `w`. It may hold zeros.
        mean_square: The running mean so far, in the shape of `w`, nowhere below 0; zeros before the first step.
        learning_rate: At least 0.
        rho: How much of the old mean stays, from 0 to 1.
        epsilon: A small number above 0.

    Returns:
        The new weights and the new mean, in the shape of `w`, as a pair.

    Example (0.9 * 4 + 0.1 * 4 is 4):
        >>> rmsprop_step(np.array([1.0]), np.array([2.0]), np.array([4.0]), learning_rate=0.0)
        (array([1.]), array([4.]))
    """
    ### BEGIN SOLUTION
    mean_square = rho * mean_square + (1 - rho) * gradient**2
    return w - learning_rate * gradient / np.sqrt(mean_square + epsilon), mean_square
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# rmsprop_step
# 1. Two lines: first the new mean, from the old one and the squared gradient; then the step, which uses the new mean.
# 2. The mean: `rho * mean_square + (1 - rho) * gradient**2`. In the step the gradient itself is divided, not its
#    square, by `np.sqrt(...)` of the new mean plus `epsilon`.
# 3. With the new mean in `new`: `return w - learning_rate * gradient / np.sqrt(new + epsilon), new`.


# %%
def sweep(
    make_model: Callable[[], keras.Model],
    rates: Sequence[float],
    train: tuple[np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray],
    epochs: int,
    seed: int,
) -> dict[float, dict[str, list[float]]]:
    """Train a new model with each rate, all from the same first weights.

    Each is compiled with SGD at the rate (no momentum), the loss "sparse_categorical_crossentropy" and the metric
    "accuracy", and trained by one `fit` with its usual batch size. Only the rate may differ between the trainings, and
    the order in which `fit` shuffles the images. The rate stays as it is, and no training ends early.

    Args:
        make_model: Makes a new model in each call, not compiled, with a softmax at its end. Its first weights are drawn
            by Keras: they are the same again after `keras.utils.set_random_seed` with the same number.
        rates: Learning rates, in any order, each once.
        train: (x, y), arrays of vectors or images and of whole numbers, the labels.
        validation: The same, for measuring after each epoch. Nothing is learnt from it.
        epochs: How many to train with each rate, at least 1.
        seed: Decides which first weights they all have. Another seed, other weights.

    Returns:
        For each rate the history of its training, as in `fit(...).history`: a dictionary with a list for each of
        "loss", "accuracy", "val_loss" and "val_accuracy".

    Example, with make_model, train and validation as in the last cell:
        >>> sorted(sweep(make_model, [0.5, 0.01], train, validation, epochs=5, seed=1))
        [0.01, 0.5]
    """
    ### BEGIN SOLUTION
    histories = {}
    for rate in rates:
        keras.utils.set_random_seed(seed)
        model = make_model()
        model.compile(keras.optimizers.SGD(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
        histories[rate] = model.fit(*train, validation_data=validation, epochs=epochs, verbose=0).history
    return histories
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# sweep
# 1. A loop over the rates. What has to happen anew for each of them, so that no training knows of another? The seed is
#    used up as soon as numbers have been drawn.
# 2. In the loop, in this order: `keras.utils.set_random_seed(seed)`, `make_model()`, compile with
#    `keras.optimizers.SGD(rate)`, `fit` with `validation_data=validation`. `fit(...).history` is a dictionary.
# 3. `model.compile(keras.optimizers.SGD(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])`, then
#    `histories[rate] = model.fit(*train, validation_data=validation, epochs=epochs, verbose=0).history`.


# %%
def choose(histories: Mapping[float, Mapping[str, Sequence[float]]], tolerance: float = 0.01) -> float:
    """The smallest rate that is about as good as the best one.

    A rate is as good as the mean of its "val_accuracy" over the last three epochs, or all if there are fewer. Of
    those at most `tolerance` below the best, the smallest rate is chosen. A rate with a nan in any of its lists does
    not count: that training is lost, however high its accuracy.

    Args:
        histories: For each rate its history, as `sweep` gives them, in any order, at least one without nan. Each has
            "loss", "accuracy", "val_loss" and "val_accuracy", of the same length, at least 1.
        tolerance: A share: 0.01 is one percentage point.

    Returns:
        One of the rates.

    Example:
        >>> quick = {"loss": [0.5, 0.6], "accuracy": [0.9, 0.8], "val_loss": [0.5, 0.7], "val_accuracy": [0.75, 0.5]}
        >>> steady = {"loss": [0.6, 0.5], "accuracy": [0.8, 0.9], "val_loss": [0.6, 0.6], "val_accuracy": [0.5, 1.0]}
        >>> choose({0.2: quick, 0.5: steady})
        0.5
    """
    ### BEGIN SOLUTION
    scores = {
        rate: np.mean(history["val_accuracy"][-3:])
        for rate, history in histories.items()
        if not any(np.isnan(values).any() for values in history.values())
    }
    return min(rate for rate, score in scores.items() if score >= max(scores.values()) - tolerance)
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# choose
# 1. First a score for each rate that counts. Then the best score. Then the rates that come close to it, and the
#    smallest of them.
# 2. `values[-3:]` are the last three, or all of fewer. `np.isnan(values).any()` tells whether there is a nan in a list;
#    comparing with nan does not, for nan equals nothing.
# 3. With `scores` as a dictionary of rate and score, and `best = max(scores.values())`:
#    `return min(rate for rate in scores if scores[rate] >= best - tolerance)`.


# %% Try it (not graded)
# from autograder import datasets
#
# name, names = "letters", ["I", "L", "O"]  # real hands: "sign-mnist", after `convlings data fetch sign-mnist`
# sets = [datasets.load(name, split=part, size=28, n=240, classes=names) for part in ("train", "validation")]
# train, validation = [(images / 255, labels) for images, labels in sets]
#
#
# def make_model():
#     layers = [keras.layers.Conv2D(8, 3, activation="relu"), keras.layers.MaxPooling2D(), keras.layers.Flatten()]
#     return keras.Sequential([keras.Input(train[0].shape[1:]), *layers, keras.layers.Dense(3, activation="softmax")])
#
#
# histories = sweep(make_model, [3.0, 0.2, 0.01, 1e-5], train, validation, epochs=8, seed=1)
# for rate, history in histories.items():
#     print(rate, [round(value, 2) for value in history["val_accuracy"]])
# print("chosen:", choose(histories))
