# mistake: range(0, height - kernel height): zeros stay where the last windows begin
# looks like: zeros left in the last row or column: range stops before the place where the last window begins
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
        h, w = image.shape
        rows = max((-(-h // stride) - 1) * stride + kh - h, 0)
        cols = max((-(-w // stride) - 1) * stride + kw - w, 0)
        image = np.pad(image, ((rows // 2, rows - rows // 2), (cols // 2, cols - cols // 2)))
    h, w = image.shape
    result = np.zeros(((h - kh) // stride + 1, (w - kw) // stride + 1))
    for top in range(0, h - kh, stride):
        for left in range(0, w - kw, stride):
            window = image[top : top + kh, left : left + kw]
            result[top // stride, left // stride] = np.sum(window * kernel)
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
