# %% [markdown]
# # 05 Categorical cross-entropy
# Training needs one number that says how wrong the model is on a batch. When each image belongs to exactly one class,
# that number is the categorical cross-entropy: minus the natural logarithm of the probability that the model gave to
# the **true class**. A probability of 1 costs 0, one of 0.5 costs 0.69, one of 0.01 costs 4.6.
#
# With one-hot labels (1 for the true class, 0 for the others) this is `-sum(y * log(p))`, a sum over the classes in
# which only one term is not 0. The loss of a batch is the mean over its images, never over the classes.
#
# Three things surprise nearly everyone:
#
# * **How are the labels written?** One-hot rows go with categorical cross-entropy, integers with *sparse* categorical
#   cross-entropy. The number is the same.
# * **What does the model end with?** With softmax at the end you have probabilities; without an activation you have
#   logits, and the loss must apply the softmax itself: `from_logits=True`. If softmax is the very last layer, Keras
#   notices a wrong `from_logits` and corrects it with a warning. Everywhere else you get a wrong number, silently.
# * **log(0) is -inf**, 0 * inf is nan, and a single nan ruins a whole training. So probabilities get a tiny lower
#   limit before the logarithm. Logits need no limit: with z_true as the logit of the true class,
#
#       -log(softmax(z) at the true class) = log(sum(exp(z))) - z_true
#
#   This stays the same when you subtract the largest logit of the image from all of its logits, z_true included. Then
#   nothing can overflow, and the sum is at least 1.
#
# Binary cross-entropy is another loss: it asks one yes-or-no question for each class, for sigmoid units (exercise 04).

# %%
from collections.abc import Callable

import keras
import numpy as np


# %%
def one_hot(labels: np.ndarray, num_classes: int) -> np.ndarray:
    """Labels as one-hot rows.

    Args:
        labels: Array of n integers of any dtype, such as uint8, shape (n,). Classes count from 0, so the largest
            possible label is `num_classes - 1`. Some classes may not occur.
        num_classes: Number of classes, and of columns in the result.

    Returns:
        Array of shape (n, num_classes), of numbers or bools: 1 in the column of the label, 0 elsewhere.

    Example:
        >>> one_hot(np.array([2, 0]), num_classes=4)
        array([[0., 0., 1., 0.],
               [1., 0., 0., 0.]])
    """
    ### BEGIN SOLUTION
    return np.eye(num_classes)[labels]
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# one_hot
# 1. The number of columns comes from `num_classes`, not from the labels: a batch need not hold every class.
# 2. `np.eye(4)` is a table of all one-hot rows for four classes; row 2 is that of class 2.
# 3. An array of integers as an index picks one row for each: `np.eye(num_classes)[labels]`.


# %%
def crossentropy(one_hot_labels: np.ndarray, probabilities: np.ndarray) -> tuple[np.ndarray, float]:
    """Categorical cross-entropy of probabilities, with the natural logarithm.

    Args:
        one_hot_labels: Array of shape (n, num_classes); each row has a single 1.
        probabilities: Float array of shape (n, num_classes); each row sums to 1. Change neither array.

    Returns:
        (losses, mean): the loss of each image, a float array of shape (n,), and their mean, a single number.

        Where the true class has probability 0, the loss is large but finite: raise the probabilities to a tiny
        number, or add one. Anything from 1e-300 to 1e-5 is right. Keras takes 1e-7, which gives 16.1.

    Example (rounded to three digits):
        >>> crossentropy(np.array([[0, 1], [1, 0]]), np.array([[0.8, 0.2], [0.9, 0.1]]))
        (array([1.609, 0.105]), 0.857)
    """
    ### BEGIN SOLUTION
    logarithms = np.log(np.maximum(probabilities, 1e-7))
    losses = -np.sum(one_hot_labels * logarithms, axis=1)
    return losses, float(losses.mean())
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# crossentropy
# 1. Multiplying by the one-hot labels leaves the logarithm of the true class in each row. What remains is a sum over
#    the classes, a sign, and at the end a mean over the images.
# 2. The classes are axis 1. `np.maximum(probabilities, 1e-7)` makes a new array without a 0.
# 3. `losses = -np.sum(one_hot_labels * np.log(np.maximum(probabilities, 1e-7)), axis=1)`, then return both `losses`
#    and `float(losses.mean())`.


# %%
def crossentropy_from_logits(one_hot_labels: np.ndarray, logits: np.ndarray) -> tuple[np.ndarray, float]:
    """Categorical cross-entropy of softmax(logits), right for logits of any size.

    Args:
        one_hot_labels: Array of shape (n, num_classes); each row has a single 1.
        logits: Float array of shape (n, num_classes), even with values such as -1000 and 1000. Change neither array.

    Returns:
        (losses, mean) as in `crossentropy`, but exact: a true class whose logit is 2000 below the largest costs 2000.

    Example (rounded to three digits):
        >>> logits = np.array([[1.0, 0.0, 2.0], [1000.0, 1001.0, -1000.0]])
        >>> crossentropy_from_logits(np.array([[1, 0, 0], [1, 0, 0]]), logits)
        (array([1.408, 1.313]), 1.36)
    """
    ### BEGIN SOLUTION
    shifted = logits - np.max(logits, axis=1, keepdims=True)
    log_sums = np.log(np.sum(np.exp(shifted), axis=1))
    losses = log_sums - np.sum(one_hot_labels * shifted, axis=1)
    return losses, float(losses.mean())
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# crossentropy_from_logits
# 1. Do not compute the probability at all: below 1e-300 or so it becomes 0, and then its logarithm is lost. The lesson
#    has a formula for the logarithm itself.
# 2. `shifted = logits - np.max(logits, axis=1, keepdims=True)` is safe to use in both places of that formula, in a
#    new array. `np.sum(one_hot_labels * shifted, axis=1)` picks the true class.
# 3. `losses = np.log(np.sum(np.exp(shifted), axis=1)) - np.sum(one_hot_labels * shifted, axis=1)`, and their mean.


# %%
def choose_loss(labels: str, outputs: str) -> str | Callable | keras.losses.Loss:
    """The Keras loss for images that belong to exactly one class each.

    Args:
        labels: "integer" for labels of shape (n,), or "one-hot" for rows of shape (n, num_classes).
        outputs: What the model gives: "probabilities", from softmax, or "logits", without an activation.

    Returns:
        A loss that `model.compile(loss=...)` takes: a name, a function or a loss object. It gives the mean over the
        images of a batch, as the losses of Keras do by default, and `fit` can train with it.

        It is also called on plain arrays, where Keras does not correct a wrong `from_logits`. Even then it stays
        finite for a probability of 0 and for logits of 1000, as those of Keras do.

    Example (a name is one of several right answers here):
        >>> choose_loss("one-hot", "probabilities")
        'categorical_crossentropy'
    """
    ### BEGIN SOLUTION
    from_logits = outputs == "logits"
    if labels == "integer":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    return keras.losses.CategoricalCrossentropy(from_logits=from_logits)
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# choose_loss
# 1. There are four cases. `labels` decides between two losses, `outputs` decides one option of that loss.
# 2. Integers go with `keras.losses.SparseCategoricalCrossentropy`, one-hot rows with
#    `keras.losses.CategoricalCrossentropy`. Both take `from_logits`; a name such as "categorical_crossentropy"
#    always means probabilities.
# 3. `from_logits = outputs == "logits"`, and then for integers
#    `return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)`.


# %%
def crossentropy_gradient(one_hot_labels: np.ndarray, logits: np.ndarray) -> np.ndarray:
    """Bonus, 0 points: how the mean loss changes with each logit. This is what the network learns from.

    Args:
        one_hot_labels, logits: As in `crossentropy_from_logits`. Change neither array.

    Returns:
        Float array of shape (n, num_classes): the derivative of the *mean* of `crossentropy_from_logits` with respect
        to each logit, for logits of any size. It is the softmax of the logits minus the labels, divided by n.

    Example:
        >>> crossentropy_gradient(np.array([[1, 0], [1, 0]]), np.array([[0.0, 0.0], [1000.0, -1000.0]]))
        array([[-0.25,  0.25],
               [ 0.  ,  0.  ]])
    """
    ### BEGIN SOLUTION
    powers = np.exp(logits - np.max(logits, axis=1, keepdims=True))
    probabilities = powers / np.sum(powers, axis=1, keepdims=True)
    return (probabilities - one_hot_labels) / len(logits)
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# crossentropy_gradient
# 1. The softmax is that of exercise 04, with the largest logit of each row subtracted first.
# 2. The mean over n images has a factor 1 / n, and so has its derivative.
# 3. `powers = np.exp(logits - np.max(logits, axis=1, keepdims=True))`, divided by its sum over axis 1 with
#    `keepdims=True`; subtract the labels, divide by `len(logits)`.


# %% Try it (not graded)
# y = one_hot(np.array([1, 0, 2]), 3)
# z = np.array([[0.0, 2.0, 1.0], [1000.0, -1000.0, 0.0], [3.0, 0.0, -1000.0]])
# p = np.exp(z[:1]) / np.exp(z[:1]).sum()
# print(crossentropy(y[:1], p), crossentropy_from_logits(y, z))
# loss = keras.losses.get(choose_loss("one-hot", "logits"))
# print("Keras:", np.asarray(loss(y, z)))
# step = np.zeros((3, 3)); step[0, 0] = 1e-5
# slope = (crossentropy_from_logits(y, z + step)[1] - crossentropy_from_logits(y, z - step)[1]) / 2e-5
# print("derivative:", slope, crossentropy_gradient(y, z)[0, 0])
