# %% [markdown]
# # 18 Larger images
# People upload large pictures, and the shop's network looks at small ones. A print on a shirt or a seam is then
# gone before the network sees anything. With larger images it can tell more apart, and everything takes longer. How
# much longer is counted in *multiply-adds*: a weight times a value, added to a sum.
#
# Three things surprise nearly everyone:
#
# * Twice the height and width is four times the work. From 150 to 299 pixels, Xception goes from 1.9 to 8.4 thousand
#   million multiply-adds for each image. The number of weights stays the same.
# * The kernels of a convolution do not know how large the image is. So a network can learn on small images, which is
#   cheap, and go on with large ones: it keeps its weights, and only has to get used to finer detail.
# * A Dense layer after a Flatten has a weight for each place of the map. It fits one size of image, and no other.
#   Global average pooling gives a vector of the same length at every size.
#
# Notes say that larger images give better accuracy. They do where the detail matters, and where they were *loaded*
# larger: small images that are enlarged hold no more detail than before.
#
# When the weights are already good, large steps would spoil them. So the second part of the training takes smaller
# ones: a tenth of the learning rate.
#
# You will count what a convolution and a whole network cost, grow a network, and train it small first, then large.

# %%
import math
from collections.abc import Callable

import keras
import numpy as np


# %%
def conv_cost(
    height: int,
    width: int,
    kernel_size: int,
    in_channels: int,
    filters: int,
    stride: int = 1,
    padding: str = "valid",
) -> int:
    """Multiply-adds of a convolution for one image. The bias does not count.

    At each place of its output, each filter multiplies every value below its kernel, in all input channels.

    Args:
        height, width: Of the layer's *input*; they may differ.
        kernel_size: Side of the square kernel, at most `height` and `width`.
        in_channels: Channels of the input, at least 1.
        filters: Channels of the output, at least 1.
        stride: Of both axes, at least 1.
        padding: "valid": the kernel stays inside, so an axis has (size - kernel_size) // stride + 1 places.
            "same": it has size / stride places, rounded up.

    Returns:
        A whole number (int). What "same" adds at the edges is counted as if it were there.

    Example:
        >>> conv_cost(5, 5, 3, in_channels=1, filters=1)
        81
    """
    raise NotImplementedError("18: write conv_cost")


# %%
def network_cost(model: keras.Model) -> int:
    """Multiply-adds of a network for one image: of all Conv2D, DepthwiseConv2D, SeparableConv2D and Dense layers.

    Each number in a kernel is used once at each place of the layer's output. That holds for strides, padding, dilation
    and groups of any kind, and for both kernels of a SeparableConv2D. A Dense layer that gets a map works at each place
    of it; one that gets a vector has a single place. Biases and all other layers do not count.

    Args:
        model: Sequential or functional, with a known size of image. Models of both kinds may be nested in it, at any
            depth: what is inside counts. No layer is used twice. The model is not changed.

    Returns:
        A whole number (int).

    Example:
        >>> network_cost(keras.Sequential([keras.Input((8,)), keras.layers.Dense(4), keras.layers.Dense(3)]))
        44
    """
    raise NotImplementedError("18: write network_cost")


# %%
def grow(model: keras.Model, make_model: Callable[[int], keras.Model], size: int) -> keras.Model:
    """The same network for larger images, with all weights taken over.

    All weights, also those that training does not change, such as the means of BatchNormalization.

    Args:
        model: A network that `make_model` made for smaller images. It is not changed, neither now nor later, when the
            new one is trained.
        make_model: `make_model(size)` gives a new network for images of `size` x `size` pixels, always with the same
            layers in the same order. Keras numbers its layers, so their names may differ from call to call.
        size: Height and width of the larger images.

    Returns:
        A new network for images of this size. You need not compile it.

    Raises:
        ValueError: A layer has weights of another shape in the larger network, as a Dense after a Flatten usually has.
            The text names that layer. A Flatten is no reason by itself: it does no harm where all shapes agree.

    Example:
        >>> def make_model(size):
        ...     layers = [keras.layers.Conv2D(4, 3), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2)]
        ...     return keras.Sequential([keras.Input((size, size, 1)), *layers])
        >>> grow(make_model(8), make_model, 12).input_shape
        (None, 12, 12, 1)
    """
    raise NotImplementedError("18: write grow")


# %%
def train_small_then_large(
    make_model: Callable[[int], keras.Model],
    small: tuple[np.ndarray, np.ndarray],
    large: tuple[np.ndarray, np.ndarray],
    epochs: tuple[int, int],
    learning_rate: float,
) -> keras.Model:
    """Train a network on small images, grow it, and go on with the large ones at a tenth of the learning rate.

    Compile with Adam and "sparse_categorical_crossentropy", and train with `fit`, both times. Everything learns.

    Args:
        make_model: As for `grow`. The network that it makes gives probabilities of classes.
        small: Images and labels. The images are float arrays (n, size, size, channels), ready for the network; their
            shape says which size. The labels are whole numbers, shape (n,).
        large: The same for the larger images. They were loaded larger; there may be more or fewer of them.
        epochs: How many epochs with the small images, and how many with the large ones, each at least 1.
        learning_rate: Of Adam while it learns from the small images.

    Returns:
        The network for large images after all of the training.

    Example:
        >>> def make_model(size):
        ...     layers = [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2, activation="softmax")]
        ...     return keras.Sequential([keras.Input((size, size, 1)), *layers])
        >>> small, large = ((np.ones((4, size, size, 1)), np.array([0, 1, 0, 1])) for size in (6, 9))
        >>> train_small_then_large(make_model, small, large, (1, 1), 0.01).input_shape
        (None, 9, 9, 1)
    """
    raise NotImplementedError("18: write train_small_then_large")


# %% Try it (not graded): about half a minute
# from autograder import datasets
#
#
# def make_model(size):
#     layers = [keras.Input((size, size, 3))]
#     for filters in (8, 16, 32):
#         layers += [keras.layers.Conv2D(filters, 3, activation="relu"), keras.layers.MaxPooling2D()]
#     layers += [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(len(names), activation="softmax")]
#     return keras.Sequential(layers)
#
#
# name, names, sizes = "fashion", ["dress", "hat", "pants", "shoes", "t-shirt"], (32, 64)  # real photos: "clothing"
# print("multiply-adds:", [f"{network_cost(make_model(size)):,}" for size in sizes])
# load = lambda split, size, n: datasets.load(name, split=split, size=size, n=n, classes=names)
# small, large, (x, y) = load("train", sizes[0], 300), load("train", sizes[1], 300), load("validation", sizes[1], 150)
# scaled = [(images / 255, labels) for images, labels in (small, large)]
# model = train_small_then_large(make_model, *scaled, epochs=(15, 5), learning_rate=0.005)
# print("accuracy:", np.mean(model.predict(x / 255, verbose=0).argmax(axis=1) == y))
# for size in (150, 299):
#     print(size, f"{network_cost(keras.applications.Xception(weights=None, input_shape=(size, size, 3))):,}")
