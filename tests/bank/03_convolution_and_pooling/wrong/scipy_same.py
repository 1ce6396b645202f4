# mistake: correlate2d(mode='same') and every stride-th place of it
# looks like: a map with stride 1 of which only every stride-th value is kept: the zeros do not fit the stride
# fails: same_with_a_stride
# points: 9
import numpy as np
from scipy.signal import correlate2d


def output_size(size, kernel_size, stride=1, padding="valid"):
    if padding == "same":
        return -(-size // stride)
    return (size - kernel_size) // stride + 1


def convolve(image, kernel, stride=1, padding="valid"):
    return correlate2d(image, kernel, mode=padding)[::stride, ::stride]


def relu(x):
    return np.maximum(x, 0)


def max_pool(maps, size=2):
    rows, cols = maps.shape[0] // size, maps.shape[1] // size
    pooled = np.zeros((rows, cols, maps.shape[2]))
    for i in range(rows):
        for j in range(cols):
            block = maps[i * size : (i + 1) * size, j * size : (j + 1) * size]
            pooled[i, j] = block.max(axis=(0, 1))
    return pooled


def conv_parameters(kernel_size, in_channels, filters, bias=True):
    per_filter = kernel_size**2 * in_channels
    if bias:
        per_filter += 1
    return per_filter * filters
