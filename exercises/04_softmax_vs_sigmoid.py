# %% [markdown]
# # 04 Softmax and sigmoid
# The last Dense layer of a classifier gives one number for each class, of any size and sign: the logits. An
# activation turns them into probabilities. Which one you need depends on the question that you ask about an image.
#
# * **Which one of these classes is it?** The classes exclude each other, so their probabilities share 1:
#   softmax, exp(z) divided by the sum of all exp(z) of the same image.
# * **Which of these labels apply?** A photo can show a shirt and a hat, or neither. Each label is a yes or no of
#   its own: one sigmoid for each, 1 / (1 + exp(-z)). The probabilities of an image need not sum to 1.
#
# With two exclusive classes there is one question, "is it the second class?", and one sigmoid unit answers it. A
# softmax over two units says the same, and both are in use. So "sigmoid for two classes, softmax for more" is right
# for exclusive classes. What decides is whether they exclude each other, not how many they are.
#
# Three things that surprise nearly everyone:
#
# * Softmax over a single unit is always 1: a lone number divided by itself.
# * exp(1000) is too large for a float, and inf / inf is nan. Softmax does not change when the same number is
#   subtracted from all logits of an image, so subtract the largest one first.
# * A second softmax over the result of the first can no longer reach 1 (with three classes it stays below 0.58).
#
# You will write both functions with NumPy, build a head that ends with the right one, and read labels from what it
# predicts.

# %%
import keras
import numpy as np


# %%
def softmax(logits: np.ndarray, axis: int = -1) -> np.ndarray:
    """Softmax with NumPy.

    Args:
        logits: Float array with one or more axes. Leave it as it is and return a new array.
        axis: The axis of the classes, counted as NumPy does. Along it the result sums to 1.

    Returns:
        Float array of the shape of `logits`. The values are right for logits of any size, such as -1000 and 1000.

    Example:
        >>> np.round(softmax(np.array([0.0, 1.0, 2.0])), 3)
        array([0.09 , 0.245, 0.665])
    """
    raise NotImplementedError("04: write softmax")


# %%
def sigmoid(logits: np.ndarray) -> np.ndarray:
    """Sigmoid with NumPy: 1 / (1 + exp(-z)) for each value z on its own.

    Args:
        logits: Float array of any shape, also the 0-d `np.array(0.3)`. Leave it as it is and return a new array.

    Returns:
        Float array of the shape of `logits`. The values are right for logits of any size, such as -1000 and 1000.
        NumPy may warn of an overflow on the way, as long as the values are right.

    Example:
        >>> np.round(sigmoid(np.array([-2.0, 0.0, 1.0])), 3)
        array([0.119, 0.5  , 0.731])
    """
    raise NotImplementedError("04: write sigmoid")


# %%
def build_head(num_features: int, num_classes: int, multi_label: bool = False) -> keras.Model:
    """A model that turns feature vectors into probabilities. It ends with the probabilities, not with logits.

    They come last in training too, so any dropout stands before the last Dense layer. Sequential, functional or a
    subclass of `keras.Model`, with or without hidden layers. You need not compile it. Use Keras' activations in it: the
    NumPy functions above cannot run inside a model that `fit` or `predict` traces.

    Args:
        num_features: Length of each feature vector.
        num_classes: Number of classes or labels, at least 2.
        multi_label: False: an image belongs to exactly one class. True: each of the `num_classes` labels applies
            or not, independently of the others.

    Returns:
        Model that maps float arrays of shape (n, num_features) to probabilities:
        three or more exclusive classes: (n, num_classes), softmax;
        two exclusive classes: (n, 1), the probability of class 1 by sigmoid, or (n, 2), softmax (both are right);
        `multi_label`: (n, num_classes), one sigmoid for each label, also if there are two.

    Example:
        >>> build_head(6, 3).predict(np.ones((5, 6)), verbose=0).shape
        (5, 3)
    """
    raise NotImplementedError("04: write build_head")


# %%
def to_labels(predictions: np.ndarray, multi_label: bool = False) -> np.ndarray:
    """The labels that a head's predictions stand for.

    Args:
        predictions: Float array of probabilities. Either (n, 1), from one sigmoid unit, or (n, k) with k >= 2.
            n can be 1.
        multi_label: False: (n, k) comes from softmax. True: (n, k) comes from k sigmoid units.

    Returns:
        One sigmoid unit: shape (n,), 1 if the probability is above 0.5, 0 if it is below.
        Softmax: shape (n,), the index of the most probable class, from 0.
        `multi_label`: shape (n, k), 1 for each label with a probability above 0.5, 0 for those below.
        Whole numbers of any dtype, or bools. Exactly 0.5 may give either, and no two classes share the first place.

    Example:
        >>> to_labels(np.array([[0.2], [0.9]]))
        array([0, 1])
        >>> to_labels(np.array([[0.2, 0.45, 0.35], [0.7, 0.2, 0.1]]))
        array([1, 0])
        >>> to_labels(np.array([[0.7, 0.1, 0.8]]), multi_label=True)
        array([[1, 0, 1]])
    """
    raise NotImplementedError("04: write to_labels")


# %% Try it (not graded)
# z = np.array([[2.0, 1.0, -1.0], [1000.0, 0.0, -1000.0]])
# print(softmax(z), sigmoid(z), sep="\n")
# x = np.random.default_rng(0).normal(size=(4, 6))
# for head, multi_label in [(build_head(6, 3), False), (build_head(6, 2), False), (build_head(6, 3, True), True)]:
#     p = np.asarray(head(x))
#     print(p.round(2), "sums:", p.sum(axis=1).round(2), "labels:", to_labels(p, multi_label))
