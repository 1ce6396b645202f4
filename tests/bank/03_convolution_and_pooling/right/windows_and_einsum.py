# right: sliding_window_view and einsum, math.ceil, np.where, boolean arithmetic
import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def output_size(size, kernel_size, stride=1, padding="valid"):
    if padding == "valid":
        size = size - kernel_size + 1
    return math.ceil(size / stride)


def _zeros(size, k, stride):
    steps = math.ceil(size / stride)
    total = max(0, (steps - 1) * stride + k - size)
    return math.floor(total / 2), math.ceil(total / 2)


def convolve(image, kernel, stride=1, padding="valid"):
    if padding == "same":
        image = np.pad(image, [_zeros(n, k, stride) for n, k in zip(image.shape, kernel.shape)], mode="constant")
    views = sliding_window_view(image, kernel.shape)
    return np.einsum("abij,ij->ab", views[::stride, ::stride], kernel)


def relu(x):
    return np.where(x > 0, x, 0)


def max_pool(maps, size=2):
    views = sliding_window_view(maps, (size, size), axis=(0, 1))
    return views[::size, ::size].max(axis=(3, 4))


def conv_parameters(kernel_size, in_channels, filters, bias=True):
    return filters * (in_channels * kernel_size**2 + bias)
