# right: no window at all: for each weight the whole image is moved and added
import numpy as np


def output_size(size, kernel_size, stride=1, padding="valid"):
    if padding == "same":
        return -(-size // stride)
    return (size - kernel_size) // stride + 1


def convolve(image, kernel, stride=1, padding="valid"):
    rows, columns = (output_size(n, k, stride, padding) for n, k in zip(image.shape, kernel.shape))
    # room for the last window, whatever it needs
    large = np.zeros(((rows - 1) * stride + kernel.shape[0], (columns - 1) * stride + kernel.shape[1]))
    top = left = 0
    if padding == "same":
        top = max(large.shape[0] - image.shape[0], 0) // 2
        left = max(large.shape[1] - image.shape[1], 0) // 2
    part = image[: large.shape[0] - top, : large.shape[1] - left]
    large[top : top + part.shape[0], left : left + part.shape[1]] = part
    total = np.zeros((rows, columns))
    for (i, j), weight in np.ndenumerate(kernel):
        total += weight * large[i : i + rows * stride : stride, j : j + columns * stride : stride][:rows, :columns]
    return total


def relu(x):
    x = x.copy()
    x[x < 0] = 0
    return x


def max_pool(maps, size=2):
    # the largest of size * size thinned-out copies
    rows, columns = maps.shape[0] // size * size, maps.shape[1] // size * size
    whole = maps[:rows, :columns]
    best = whole[::size, ::size]
    for i in range(size):
        for j in range(size):
            best = np.maximum(best, whole[i::size, j::size])
    return best


def conv_parameters(kernel_size, in_channels, filters, bias=True):
    per_filter = kernel_size**2 * in_channels
    if bias:
        per_filter += 1
    return per_filter * filters
