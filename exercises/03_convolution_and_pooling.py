# %% [markdown]
# # 03 Convolution and pooling by hand
# The shop's pictures are open and sorted. How does a network find a collar or a sleeve in them? It looks through a
# small window, everywhere in the same way. Here you write the three steps that every convolutional network repeats.
#
# 1. **Convolution.** A kernel is a small table of weights. Lay it over a window of the image, multiply place by place,
#    and sum up: one number. It is large where the window looks like the kernel. Move on by `stride` pixels, and repeat.
#    All these numbers are a *feature map*: where in the image is something like this kernel?
# 2. **ReLU.** Negative numbers become 0, positive ones stay as they are. Notes sometimes say that ReLU gives 1 for
#    everything above 0, or that it normalizes. The first would be a step, which forgets how strong a feature is; and
#    300 stays 300. ReLU is there because convolutions alone, one after the other, only make another convolution.
# 3. **Max pooling.** Of each block of 2 x 2 numbers the largest is kept: smaller maps, and what was found stays.
#
# Three things surprise nearly everyone:
#
# * A convolution in mathematics turns the kernel round before it multiplies. `Conv2D` does not: others call what it
#   does a cross-correlation. A network learns its kernels and does not care; you do when you write one down.
# * `padding="same"` keeps the size only for stride 1. If an odd number of zeros is needed, one more is at the end.
# * A filter has a kernel for *each* channel that comes in. `Conv2D(32, 3)` on a colour image has 32 filters, each with
#   3 x 3 x 3 weights and a bias: 896 numbers. The size of the image does not matter.

# %%
import numpy as np


# %%
def output_size(size: int, kernel_size: int, stride: int = 1, padding: str = "valid") -> int:
    """How many rows (or columns) a layer gives for `size` rows (or columns).

    The size after max pooling is that of "valid" with the stride `kernel_size`.

    Args:
        size: Rows of the image, at least 1.
        kernel_size: Rows of the kernel, at least 1. For "valid" it is at most `size`.
        stride: How far the window moves each time, at least 1.
        padding: "valid": only windows that lie wholly inside the image count. "same": zeros are added around the
            image, so that there are as many windows as multiples of `stride` (0 too) below `size`.

    Returns:
        An int.

    Example:
        >>> output_size(10, 3), output_size(10, 4, stride=2), output_size(10, 3, stride=2, padding="same")
        (8, 4, 5)
    """
    raise NotImplementedError("03: write output_size")


# %%
def convolve(image: np.ndarray, kernel: np.ndarray, stride: int = 1, padding: str = "valid") -> np.ndarray:
    """The feature map of one grey image and one kernel, as Keras computes it: the kernel is not turned round.

    Args:
        image: Float array (height, width). It is not changed.
        kernel: Float array (kernel height, kernel width).
        stride: How far the window moves each time, down and to the right, at least 1.
        padding: "valid": windows lie wholly inside the image. "same": rows and columns of zeros are added around it.
            There are `(rows of the map - 1) * stride + kernel height - height` rows of zeros, or none if that is
            negative. Half of them are above and half below; if the number is odd, one more is below. The same goes
            for the columns, with one more on the right.

    Returns:
        Float array; its size is what `output_size` says of the height and of the width.

    Example:
        >>> image = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
        >>> convolve(image, np.array([[1.0, 0.0], [0.0, 1.0]]))
        array([[6., 8.]])
    """
    raise NotImplementedError("03: write convolve")


# %%
def relu(x: np.ndarray) -> np.ndarray:
    """ReLU of each value: negative ones become 0, the others stay as they are.

    Args:
        x: Float array of any shape. It is not changed.

    Returns:
        Array of the shape of `x`.

    Example:
        >>> relu(np.array([[-2.0, 0.0], [-0.5, 0.0]]))
        array([[0., 0.], [0., 0.]])
    """
    raise NotImplementedError("03: write relu")


# %%
def max_pool(maps: np.ndarray, size: int = 2) -> np.ndarray:
    """Max pooling: of each block of size x size numbers the largest, in each channel on its own.

    Args:
        maps: Float array (height, width, channels). It is not changed.
        size: Side of a block, at least 1. Blocks lie side by side. What does not fill a block at the bottom or at the
            right is left out.

    Returns:
        Array (height // size, width // size, channels).

    Example:
        >>> max_pool(np.array([[[1.0], [1.0], [7.0], [7.0]], [[1.0], [1.0], [7.0], [7.0]]]))
        array([[[1.], [7.]]])
    """
    raise NotImplementedError("03: write max_pool")


# %%
def conv_parameters(kernel_size: int, in_channels: int, filters: int, bias: bool = True) -> int:
    """How many numbers a Conv2D layer learns.

    Args:
        kernel_size: Side of the square kernels.
        in_channels: Channels of what comes in: 3 for a colour image, later the filters of the layer before.
        filters: How many feature maps come out.
        bias: Whether each filter adds a number of its own to its map.

    Returns:
        An int, as `model.summary()` shows it.

    Example:
        >>> conv_parameters(1, 1, 5, bias=False)
        5
    """
    raise NotImplementedError("03: write conv_parameters")


# %% Try it (not graded)
# from autograder.datasets import load
#
# images, labels = load("fashion", split="train", size=64, n=5)  # "clothing": the real photos, once they are fetched
# grey = images[0].mean(axis=-1) / 255
# edges = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
# maps = relu(convolve(grey, edges, padding="same"))[..., None]
# print(grey.shape, maps.shape, max_pool(maps).shape, maps.max())
#
# # A small network by hand: Conv2D(32, 3), pooling, and two Dense layers of 64 and 1, which are 1 x 1 kernels.
# for side in (150, 200):
#     pooled = output_size(output_size(side, 3), 2, stride=2)
#     dense = conv_parameters(1, pooled * pooled * 32, 64) + conv_parameters(1, 64, 1)
#     print(side, conv_parameters(3, 3, 32) + dense)  # 11,215,873 and 20,073,473
