# right: recursion over channels, float32, kernels turned for scipy's convolve2d
import numpy as np
import scipy.signal


def output_size(size, kernel_size, stride=1, padding="valid"):
    if padding == "same":
        return -(-size // stride)
    return (size - kernel_size) // stride + 1


def convolve(image, kernel, stride=1, padding="valid"):
    image = np.asarray(image, dtype=np.float32)
    kernel = np.asarray(kernel, dtype=np.float32)
    if padding == "valid":
        return scipy.signal.convolve2d(image, np.rot90(kernel, 2), mode="valid")[::stride, ::stride]
    pads = []
    for n, k in zip(image.shape, kernel.shape):
        total = max((output_size(n, k, stride, "same") - 1) * stride + k - n, 0)
        pads.append([total // 2, total - total // 2])
    return convolve(np.pad(image, pads), kernel, stride)


relu = np.vectorize(lambda x: x if x > 0.0 else 0.0, otypes=[float])


def max_pool(maps, size=2):
    if maps.shape[-1] > 1:
        return np.concatenate([max_pool(maps[..., i : i + 1], size) for i in range(maps.shape[-1])], axis=-1)
    flat = maps[..., 0]
    rows = [flat[i : i + size].max(axis=0) for i in range(0, len(flat) - size + 1, size)]
    both = [[row[j : j + size].max() for j in range(0, len(row) - size + 1, size)] for row in rows]
    return np.array(both, dtype=np.float32)[..., None]


def conv_parameters(kernel_size, in_channels, filters, bias=True):
    per_filter = kernel_size**2 * in_channels
    if bias:
        per_filter += 1
    return per_filter * filters
