# mistake: zeros at the end fill the last blocks
# looks like: zeros added at the end, so that one more block is full
# try: print(max_pool(np.arange(35.0).reshape(5, 7, 1) - 50)[..., 0])   # [[-42, -40, -38], [-28, -26, -24]]
# fails: blocks_that_are_not_full_are_left_out
# points: 9
import numpy as np


def output_size(size, kernel_size, stride=1, padding="valid"):
    if padding == "same":
        return -(-size // stride)
    return (size - kernel_size) // stride + 1


def convolve(image, kernel, stride=1, padding="valid"):
    kh, kw = kernel.shape
    if padding == "same":
        h, w = image.shape
        rows = max((-(-h // stride) - 1) * stride + kh - h, 0)
        cols = max((-(-w // stride) - 1) * stride + kw - w, 0)
        image = np.pad(image, ((rows // 2, rows - rows // 2), (cols // 2, cols - cols // 2)))
    h, w = image.shape
    result = np.zeros(((h - kh) // stride + 1, (w - kw) // stride + 1))
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            window = image[i * stride : i * stride + kh, j * stride : j * stride + kw]
            result[i, j] = np.sum(window * kernel)
    return result


def relu(x):
    return np.maximum(x, 0)


def max_pool(maps, size=2):
    maps = np.pad(maps, ((0, -maps.shape[0] % size), (0, -maps.shape[1] % size), (0, 0)))
    rows, cols = maps.shape[0] // size, maps.shape[1] // size
    return maps.reshape(rows, size, cols, size, -1).max(axis=(1, 3))


def conv_parameters(kernel_size, in_channels, filters, bias=True):
    per_filter = kernel_size**2 * in_channels
    if bias:
        per_filter += 1
    return per_filter * filters
