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
    raise NotImplementedError("05: write one_hot")


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
    raise NotImplementedError("05: write crossentropy")


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
    raise NotImplementedError("05: write crossentropy_from_logits")


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
    raise NotImplementedError("05: write choose_loss")


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
