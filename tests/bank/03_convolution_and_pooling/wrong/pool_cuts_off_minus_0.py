# mistake: [: -(height % size)], also where the rest is 0
# looks like: a cut with a negative index that is 0: [:-0] is empty
# why: Where a side has a rest and the other has none, nothing may be cut off the other. `[:-0]` is `[:0]`, which is empty.
# try: print(max_pool(np.zeros((4, 5, 1))).shape)   # (2, 2, 1)
# fails: blocks_that_are_not_full_are_left_out
# points: 9
import numpy as np


def output_size(size: int, kernel_size: int, stride: int = 1, padding: str = "valid") -> int:
    if padding == "same":
        return (size + stride - 1) // stride
    return (size - kernel_size) // stride + 1


def convolve(image: np.ndarray, kernel: np.ndarray, stride: int = 1, padding: str = "valid") -> np.ndarray:
    height, width = image.shape
    kh, kw = kernel.shape
    rows = output_size(height, kh, stride, padding)
    cols = output_size(width, kw, stride, padding)
    top = left = 0
    if padding == "same":
        extra_h = max((rows - 1) * stride + kh - height, 0)
        extra_w = max((cols - 1) * stride + kw - width, 0)
        top, left = (extra_h // 2, extra_w // 2)
        image = np.pad(image, ((top, extra_h - top), (left, extra_w - left)))
    out = np.zeros((rows, cols))
    for r in range(rows):
        for c in range(cols):
            window = image[r * stride : r * stride + kh, c * stride : c * stride + kw]
            out[r, c] = (window * kernel).sum()
    return out


def relu(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0)


def max_pool(maps: np.ndarray, size: int = 2) -> np.ndarray:
    h, w, c = maps.shape
    if h % size or w % size:
        maps = maps[: -(h % size), : -(w % size)]
    h, w = (maps.shape[0] // size, maps.shape[1] // size)
    return maps.reshape(h, size, w, size, c).max(axis=(1, 3))


def conv_parameters(kernel_size: int, in_channels: int, filters: int, bias: bool = True) -> int:
    per_filter = kernel_size * kernel_size * in_channels
    if bias:
        per_filter += 1
    return per_filter * filters
