# %% [markdown]
# # 05 Categorical cross-entropy
# Training needs one number that says how wrong the probabilities of a batch are. Where an image belongs to exactly
# one class, that number is the categorical cross-entropy: minus the natural logarithm of the probability that the
# model gave to the **true class**. A probability of 1 costs 0, one of 0.5 costs 0.69, one of 0.01 costs 4.6.
#
# With one-hot labels (1 for the true class, 0 for the others) it reads `-sum(y * log(p))`, a sum over the classes in
# which a single term is not 0. The loss of a batch is the mean over its images, never over the classes.
#
# Two questions decide which loss of Keras fits, and each is a mistake that is easily made:
#
# * **How are the labels written?** One-hot rows go with categorical cross-entropy, integers with *sparse* categorical
#   cross-entropy. The number is the same.
# * **What does the model end with?** After softmax they are probabilities. Without an activation they are logits, and
#   the loss has to apply the softmax itself: `from_logits=True`. Where softmax is the very last layer, Keras notices a
#   wrong `from_logits` and corrects it with a warning; everywhere else you get a wrong number without a word.
#
# Binary cross-entropy asks one yes-or-no question for each class, so it belongs to sigmoid units (exercise 04). It
# also trains on softmax, silently, but it is another number.
#
# One thing to watch: log(0) is -inf, 0 * inf is nan, and one nan ruins a whole training. So a probability gets a
# tiny lower limit before the logarithm. From logits no limit is needed: with z_true the logit of the true class,
#
#     -log(softmax(z) at the true class) = log(sum(exp(z))) - z_true
#
# and this does not change when the largest logit is subtracted from all logits of the image, z_true included. Then
# nothing can overflow, and the sum is at least 1.

# %%
from collections.abc import Callable

import keras
import numpy as np


# %%
def one_hot(labels: np.ndarray, num_classes: int) -> np.ndarray:
    """Labels as one-hot rows.

    Args:
        labels: Array of n integers, shape (n,). The classes count from 0, so the largest possible label is
            `num_classes - 1`. Some classes may not occur.
        num_classes: Number of classes, and of columns in the result.

    Returns:
        Array of shape (n, num_classes): in each row 1 in the column of the label and 0 elsewhere. Numbers of any
        dtype, or bools.

    Example:
        >>> one_hot(np.array([2, 0]), num_classes=4)
        array([[0., 0., 1., 0.],
               [1., 0., 0., 0.]])
    """
    raise NotImplementedError("05: write one_hot")


# %%
def crossentropy(one_hot_labels: np.ndarray, probabilities: np.ndarray) -> tuple[np.ndarray, float]:
    """Categorical cross-entropy of probabilities, with the natural logarithm.

    Args:
        one_hot_labels: Array of shape (n, num_classes), rows with a single 1.
        probabilities: Float array of shape (n, num_classes), rows that sum to 1. Neither array is changed.

    Returns:
        (losses, mean): the loss of each image, a float array of shape (n,), and their mean, a single number.

        Where the true class has probability 0, the loss is large and finite: raise the probabilities to a tiny
        number, or add one. Any from 1e-300 to 1e-5 is right. Keras takes 1e-7, which gives 16.1.

    Example (rounded to three digits):
        >>> crossentropy(np.array([[0, 1], [1, 0]]), np.array([[0.8, 0.2], [0.9, 0.1]]))
        (array([1.609, 0.105]), 0.857)
    """
    raise NotImplementedError("05: write crossentropy")


# %%
def crossentropy_from_logits(one_hot_labels: np.ndarray, logits: np.ndarray) -> tuple[np.ndarray, float]:
    """Categorical cross-entropy of softmax(logits), right for logits of any size.

    Args:
        one_hot_labels: Array of shape (n, num_classes), rows with a single 1.
        logits: Float array of shape (n, num_classes), also with values such as -1000 and 1000. Neither array is
            changed.

    Returns:
        (losses, mean) as in `crossentropy`, but without any lower limit: a true class whose logit is 2000 below the
        largest one costs 2000.

    Example (rounded to three digits):
        >>> logits = np.array([[1.0, 0.0, 2.0], [-800.0, 1000.0, 0.0]])
        >>> crossentropy_from_logits(np.array([[1, 0, 0], [1, 0, 0]]), logits)
        (array([1.408, 1800.000]), 900.704)
    """
    raise NotImplementedError("05: write crossentropy_from_logits")


# %%
def choose_loss(labels: str, outputs: str) -> str | Callable | keras.losses.Loss:
    """The cross-entropy of Keras for classes that exclude each other.

    Args:
        labels: "integer" for labels of shape (n,), or "one-hot" for rows of shape (n, num_classes).
        outputs: What the model ends with: "probabilities", from softmax, or "logits", without an activation.

    Returns:
        A loss as `model.compile(loss=...)` takes it: a name, a function or a loss object. `fit` can train with it,
        and for a batch it gives the mean over the images, as the losses of Keras do by default.

        The check calls it on plain arrays too, where Keras does not correct a wrong `from_logits`.

    Example (a name is one of several right answers here):
        >>> choose_loss("one-hot", "probabilities")
        'categorical_crossentropy'
    """
    raise NotImplementedError("05: write choose_loss")


# %%
def crossentropy_gradient(one_hot_labels: np.ndarray, logits: np.ndarray) -> np.ndarray:
    """Bonus, 0 points: how the mean loss changes with each logit. It is what the network learns from.

    Args:
        one_hot_labels, logits: As in `crossentropy_from_logits`.

    Returns:
        Float array of shape (n, num_classes): the derivative of the *mean* of `crossentropy_from_logits` with respect
        to each logit, for logits of any size. It is the softmax of the logits minus the labels, divided by n.

    Example:
        >>> crossentropy_gradient(np.array([[1, 0], [1, 0]]), np.array([[0.0, 0.0], [1000.0, -1000.0]]))
        array([[-0.25,  0.25],
               [ 0.  ,  0.  ]])
    """
    raise NotImplementedError("05: write crossentropy_gradient")


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
