# right: another style
import numpy as np
from scipy.signal import fftconvolve


def output_size(size: int, kernel_size: int, stride: int = 1, padding: str = "valid") -> int:
    starts = np.arange(0, size if padding == "same" else size - kernel_size + 1, stride)
    return starts.size


def convolve(image: np.ndarray, kernel: np.ndarray, stride: int = 1, padding: str = "valid") -> np.ndarray:
    rows, cols = (output_size(n, k, stride, padding) for n, k in zip(image.shape, kernel.shape))
    if padding == "same":
        zeros = [max((m - 1) * stride + k - n, 0) for m, n, k in zip((rows, cols), image.shape, kernel.shape)]
        image = np.pad(image, [(z // 2, z - z // 2) for z in zeros])
    return fftconvolve(image, kernel[::-1, ::-1], mode="valid")[::stride, ::stride]


def relu(x: np.ndarray) -> np.ndarray:
    return (np.abs(x) + x) / 2


def max_pool(maps: np.ndarray, size: int = 2) -> np.ndarray:
    h, w = (maps.shape[0] // size * size, maps.shape[1] // size * size)
    return np.max([maps[i:h:size, j:w:size] for i in range(size) for j in range(size)], axis=0)


def conv_parameters(kernel_size: int, in_channels: int, filters: int, bias: bool = True) -> int:
    return np.prod([kernel_size, kernel_size, in_channels, filters]) + filters * bias
