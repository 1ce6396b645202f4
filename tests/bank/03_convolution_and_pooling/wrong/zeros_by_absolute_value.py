# mistake: abs for a negative number of zeros
# looks like: zeros where the formula gives a negative number: then there are none
# try: print(convolve(np.arange(8.0)[None], np.ones((1, 1)), 5, "same"))   # [[0, 5]]
# fails: same_with_a_stride
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
        rows = abs((-(-h // stride) - 1) * stride + kh - h)
        cols = abs((-(-w // stride) - 1) * stride + kw - w)
        image = np.pad(image, ((rows // 2, rows - rows // 2), (cols // 2, cols - cols // 2)))
    h, w = image.shape
    result = np.zeros((output_size(h, kh, stride), output_size(w, kw, stride)))
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            window = image[i * stride : i * stride + kh, j * stride : j * stride + kw]
            result[i, j] = np.sum(window * kernel)
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
