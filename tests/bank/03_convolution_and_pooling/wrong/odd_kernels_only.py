# mistake: the window is centred: half before, half after
# looks like: a window centred on its place, which fits odd kernels only
# fails: windows_are_weighted_and_summed, stride_moves_the_window, same_puts_zeros_around, same_with_a_stride, keeps_to_its_contract
# points: 5.5
import numpy as np


def output_size(size, kernel_size, stride=1, padding="valid"):
    if padding == "same":
        return -(-size // stride)
    return (size - kernel_size) // stride + 1


def convolve(image, kernel, stride=1, padding="valid"):
    kh, kw = kernel.shape
    if padding == "same":
        image = np.pad(image, ((kh // 2, kh // 2), (kw // 2, kw // 2)))
    h, w = image.shape
    rows = []
    for i in range(kh // 2, h - kh // 2, stride):
        row = []
        for j in range(kw // 2, w - kw // 2, stride):
            window = image[i - kh // 2 : i + kh // 2 + 1, j - kw // 2 : j + kw // 2 + 1]
            row.append(np.sum(window[:kh, :kw] * kernel))
        rows.append(row)
    return np.array(rows)


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
