# mistake: padding does not come in
# looks like: padding left out
# fails: same_puts_zeros_around, same_with_a_stride
# points: 8
import numpy as np


def output_size(size, kernel_size, stride=1, padding="valid"):
    if padding == "same":
        return -(-size // stride)
    return (size - kernel_size) // stride + 1


def convolve(image, kernel, stride=1, padding="valid"):
    h, w = image.shape
    kh, kw = kernel.shape
    return np.array(
        [
            [np.sum(image[i : i + kh, j : j + kw] * kernel) for j in range(0, w - kw + 1, stride)]
            for i in range(0, h - kh + 1, stride)
        ]
    )


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
