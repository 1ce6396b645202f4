# right: windows as rows of a matrix, np.dot with the kernel as a vector; np.int64 answers; relu by clip
import numpy as np


def output_size(size, kernel_size, stride=1, padding="valid"):
    starts = np.arange(0, size, stride)
    if padding != "same":
        starts = starts[starts + kernel_size <= size]
    return np.int64(starts.size)


def convolve(image, kernel, stride=1, padding="valid"):
    kernel_height, kernel_width = kernel.shape
    if padding.lower() == "same":
        for axis in (0, 1):
            size = image.shape[axis]
            if size % stride == 0:
                extra = max(kernel.shape[axis] - stride, 0)
            else:
                extra = max(kernel.shape[axis] - size % stride, 0)
            before = extra // 2
            widths = [(0, 0), (0, 0)]
            widths[axis] = (before, extra - before)
            image = np.pad(image, widths)
    tops = range(0, image.shape[0] - kernel_height + 1, stride)
    lefts = range(0, image.shape[1] - kernel_width + 1, stride)
    rows = [image[t : t + kernel_height, l : l + kernel_width].ravel() for t in tops for l in lefts]
    return np.dot(np.array(rows), kernel.ravel()).reshape(len(tops), len(lefts))


def relu(x):
    return np.clip(x, 0, None)


def max_pool(maps, size=2):
    height, width, channels = maps.shape
    maps = maps[: height - height % size, : width - width % size]
    blocks = maps.reshape(height // size, size, width // size, size, channels)
    return np.amax(np.amax(blocks, axis=3), axis=1)


def conv_parameters(kernel_size, in_channels, filters, bias=True):
    return np.prod([kernel_size, kernel_size, in_channels, filters]) + filters * int(bias)
