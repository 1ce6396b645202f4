# mistake: output_size compares with "SAME"
# looks like: "same" treated like "valid" in output_size
# why: Texts are compared letter by letter: "SAME" is not "same". If convolve asks output_size, its maps come out wrong too.
# try: print(output_size(7, 3), output_size(7, 3, padding="same"))   # 5 7
# fails: same_size_is_divided_by_the_stride, same_puts_zeros_around, same_with_a_stride, keeps_to_its_contract
# points: 7
import numpy as np


def output_size(size: int, kernel_size: int, stride: int = 1, padding: str = "valid") -> int:
    if padding == "SAME":
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
    rows, cols = (maps.shape[0] // size, maps.shape[1] // size)
    out = np.empty((rows, cols, maps.shape[2]), dtype=maps.dtype)
    for r in range(rows):
        for c in range(cols):
            out[r, c] = maps[r * size : (r + 1) * size, c * size : (c + 1) * size].max(axis=(0, 1))
    return out


def conv_parameters(kernel_size: int, in_channels: int, filters: int, bias: bool = True) -> int:
    per_filter = kernel_size * kernel_size * in_channels
    if bias:
        per_filter += 1
    return per_filter * filters
