# right: scipy.signal.correlate2d on a padded image, every stride-th place of it
import numpy as np
from scipy import ndimage, signal


def output_size(size, kernel_size, stride=1, padding="valid"):
    if padding == "same":
        return -(-size // stride)
    return (size - kernel_size) // stride + 1


def convolve(image, kernel, stride=1, padding="valid"):
    if padding == "same":
        missing = [max((int(np.ceil(n / stride)) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(m // 2, (m + 1) // 2) for m in missing])
    return signal.correlate2d(image, kernel, mode="valid")[::stride, ::stride]


def relu(x):
    return (np.abs(x) + x) / 2


def max_pool(maps, size=2):
    largest = ndimage.maximum_filter(maps, size=(size, size, 1), origin=(-(size // 2), -(size // 2), 0), mode="nearest")
    if size % 2 == 1:
        largest = ndimage.maximum_filter(maps, size=(size, size, 1), mode="nearest")
        half = size // 2
        return largest[half::size, half::size][: maps.shape[0] // size, : maps.shape[1] // size]
    return largest[::size, ::size][: maps.shape[0] // size, : maps.shape[1] // size]


def conv_parameters(kernel_size, in_channels, filters, bias=True):
    per_filter = kernel_size**2 * in_channels
    if bias:
        per_filter += 1
    return per_filter * filters
