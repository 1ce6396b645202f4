# %% [markdown]
# # 15 More dense layers
# The shop's pictures are image vectors now, and a softmax layer on top of them is a head. Would it do better with a
# Dense layer in between? An inner layer can combine what the vector says, but it has weights that must be learnt, and
# with few images it learns them by heart. So you try it out, and then you have to decide whether it helped.
#
# Three things surprise nearly everyone:
#
# * Two Dense layers without an activation in between are one: a product of two matrices is a matrix. You will compute
#   which one. ReLU, which keeps what is above 0 and makes the rest 0, is what makes the inner layer worth having.
# * A layer is an object with its own weights. Two inner layers are two objects, even if they are of the same width.
# * Accuracy is partly luck: other first weights, another result. Of two heads that are equally good, one is ahead with
#   nearly every seed. So measure each head with several seeds, the *same* seeds for both, and look at the gain seed by
#   seed: what a seed does to both heads alike then drops out.
#
# Notes add an inner layer, see no better accuracy, and leave it out. That is the right thing to do: the smaller head
# stays unless the gain stands out from the spread. Say it only of the images it was measured on, though. With more of
# them, or with vectors from an earlier layer of the base, an inner layer may well pay off.
#
# You will build heads with any number of inner layers, merge two linear layers, compare heads, and judge a gain.

# %%
from collections.abc import Callable, Sequence

import keras
import numpy as np


# %%
def build_head(num_features: int, num_classes: int, inner: Sequence[int]) -> keras.Model:
    """A head for image vectors: for each number in `inner` a Dense of that width with ReLU, then Dense and softmax.

    No other weights, and no dropout. Sequential, functional or a subclass; you need not compile it.

    Args:
        num_features: Length of an image vector, at least 1.
        num_classes: Number of classes, at least 2.
        inner: Widths of the inner layers, in order, each at least 1: a list or a tuple, which may be empty and may
            hold the same number more than once. It is not changed.

    Returns:
        Model from (n, num_features) to (n, num_classes) probabilities.

    Example:
        >>> build_head(num_features=64, num_classes=3, inner=(32, 16)).predict(np.zeros((8, 64)), verbose=0).shape
        (8, 3)
    """
    raise NotImplementedError("15: write build_head")


# %%
def merge(
    kernel_1: np.ndarray, bias_1: np.ndarray, kernel_2: np.ndarray, bias_2: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The one linear layer that does what two do, one after the other, without an activation in between.

    A linear layer makes `x @ kernel + bias` of a batch `x` of vectors. Nothing that is passed in is changed.

    Args:
        kernel_1: Of the first layer, float array of shape (n, m).
        bias_1: Of the first layer, shape (m,).
        kernel_2: Of the second layer, shape (m, k).
        bias_2: Of the second layer, shape (k,).

    Returns:
        Kernel of shape (n, k) and bias of shape (k,) of the one layer, as a pair.

    Example:
        >>> merge(np.ones((4, 2)), np.zeros(2), np.ones((2, 3)), np.zeros(3))[0].shape
        (4, 3)
    """
    raise NotImplementedError("15: write merge")


# %%
def compare(
    measure: Callable[[tuple[int, ...], int], float], inners: Sequence[tuple[int, ...]], seeds: Sequence[int]
) -> dict[tuple[int, ...], tuple[float, float]]:
    """Mean and standard deviation of the accuracy over all seeds, for each head.

    Args:
        measure: `measure(inner, seed)` trains the head with these inner layers from this seed, and gives its validation
            accuracy. Call it once for each head with each seed: it takes its time.
        inners: The heads: a list of tuples, such as `[(), (64,)]`, each of them once.
        seeds: Any whole numbers, at least two.

    Returns:
        For each of `inners` the mean and the standard deviation, as a pair. The standard deviation divides by the
        number of seeds minus 1: the seeds are a sample of all that there are.

    Example, with a `measure` that only pretends to train:
        >>> compare(lambda inner, seed: 0.5, inners=[(), (64,)], seeds=[1, 2])[(64,)]
        (0.5, 0.0)
    """
    raise NotImplementedError("15: write compare")


# %%
def worth_it(base: Sequence[float], candidate: Sequence[float]) -> bool:
    """Whether the candidate is better than the base by more than luck.

    The gain of a seed is the candidate's accuracy minus the base's. The standard error of the mean gain is the
    standard deviation of the gains (divided by n - 1, as above) over the square root of n, for n seeds.

    Args:
        base, candidate: Accuracies as lists or arrays of shape (n,), n at least 2: the first of both was measured with
            the same seed, the second as well, and so on.

    Returns:
        True if the mean gain is larger than twice its standard error, otherwise False.

    Example:
        >>> worth_it(base=[0.5, 0.75, 0.25], candidate=[0.5, 0.5, 0.25])
        False
    """
    raise NotImplementedError("15: write worth_it")


# %% Try it (not graded)
# import functools
#
# from autograder import datasets
# from autograder.datasets.backbones import mini_xception, preprocess_input
#
# name, names = "fashion", ["dress", "hat", "pants", "shoes", "t-shirt"]  # real photos: "clothing"
# base = mini_xception(input_shape=(64, 64, 3), include_top=False, pooling="avg")
# sets = [datasets.load(name, split=part, size=64, n=100, classes=names) for part in ("train", "validation")]
# (x, y), validation = [(base.predict(preprocess_input(images), verbose=0), labels) for images, labels in sets]
#
#
# @functools.cache
# def measure(inner, seed):
#     keras.utils.set_random_seed(seed)
#     head = build_head(x.shape[1], len(names), inner)
#     head.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
#     return head.fit(x, y, validation_data=validation, epochs=15, verbose=0).history["val_accuracy"][-1]
#
#
# seeds = [1, 2, 3, 4, 5, 6]
# print(compare(measure, [(), (64,)], seeds))
# one, other = ([measure(inner, seed) for seed in seeds] for inner in ((), (64,)))
# print(one, other, worth_it(one, other), "with one seed:", other[0] > one[0])
