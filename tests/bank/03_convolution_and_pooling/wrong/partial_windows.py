# mistake: windows over the edge count with valid
# looks like: windows that reach over the edge are counted
# fails: stride_moves_the_window
# points: 9
import numpy as np


def output_size(size, kernel_size, stride=1, padding="valid"):
    if padding == "same":
        return -(-size // stride)
    return (size - kernel_size) // stride + 1


def convolve(image, kernel, stride=1, padding="valid"):
    kh, kw = kernel.shape
    h, w = image.shape
    top = left = 0
    if padding == "same":
        top = max((-(-h // stride) - 1) * stride + kh - h, 0) // 2
        left = max((-(-w // stride) - 1) * stride + kw - w, 0) // 2
        rows, cols = -(-h // stride), -(-w // stride)
    else:
        rows, cols = -(-(h - kh) // stride) + 1, -(-(w - kw) // stride) + 1
    large = np.zeros((h + 2 * kh + stride, w + 2 * kw + stride))
    large[top : top + h, left : left + w] = image
    result = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            result[i, j] = np.sum(large[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel)
    return result


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
