import math

import numpy as np


def output_size(size, kernel_size, stride=1, padding="valid"):
    # count them one by one
    count = 0
    start = 0
    while start < size if padding == "same" else start + kernel_size <= size:
        count += 1
        start += stride
    return count


def convolve(image, kernel, stride=1, padding="valid"):
    height, width = len(image), len(image[0])
    k_height, k_width = len(kernel), len(kernel[0])
    top = left = 0
    rows = output_size(height, k_height, stride, padding)
    columns = output_size(width, k_width, stride, padding)
    if padding == "same":
        top = max((rows - 1) * stride + k_height - height, 0) // 2
        left = max((columns - 1) * stride + k_width - width, 0) // 2

    def pixel(r, c):
        return float(image[r][c]) if 0 <= r < height and 0 <= c < width else 0.0

    return [
        [
            sum(
                pixel(r * stride - top + i, c * stride - left + j) * float(kernel[i][j])
                for i in range(k_height)
                for j in range(k_width)
            )
            for c in range(columns)
        ]
        for r in range(rows)
    ]


def relu(x):
    if isinstance(x, (float, int)):
        return max(0.0, x)
    return [relu(part) for part in x.tolist()] if isinstance(x, np.ndarray) else [relu(part) for part in x]


def max_pool(maps, size=2):
    height, width, channels = maps.shape
    result = []
    for top in range(0, height - size + 1, size):
        row = []
        for left in range(0, width - size + 1, size):
            best = [-math.inf] * channels
            for y in range(top, top + size):
                for x in range(left, left + size):
                    for channel in range(channels):
                        best[channel] = max(best[channel], float(maps[y, x, channel]))
            row.append(best)
        result.append(row)
    return result


def conv_parameters(kernel_size, in_channels, filters, bias=True):
    total = 0
    for _ in range(filters):
        total += in_channels * kernel_size * kernel_size
        total += 1 if bias else 0
    return total
