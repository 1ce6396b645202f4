# mistake: range(0, height - size, size)
# looks like: the last full row of blocks left out: range ends before its end
# why: The last block begins at height - size, and range leaves its end out.
# try: print(np.shape(max_pool(np.zeros((4, 4, 1)))), np.shape(max_pool(np.zeros((4, 5, 1)))))   # (2, 2, 1) (2, 2, 1)
# fails: largest_of_each_block, blocks_that_are_not_full_are_left_out, keeps_to_its_contract
# points: 7.5
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
    out = []
    for r in range(0, maps.shape[0] - size, size):
        out.append(
            [maps[r : r + size, c : c + size].max(axis=(0, 1)) for c in range(0, maps.shape[1] - size + 1, size)]
        )
    return np.array(out)


def conv_parameters(kernel_size: int, in_channels: int, filters: int, bias: bool = True) -> int:
    per_filter = kernel_size * kernel_size * in_channels
    if bias:
        per_filter += 1
    return per_filter * filters
