# right: built by build, loops with sums of squares, a merge element by element, arrays for pairs
import keras
import numpy as np


def build_head(num_features, num_classes, inner):
    widths = [*list(inner), num_classes]
    acts = ["relu"] * len(inner) + ["softmax"]
    model = keras.models.Sequential([keras.layers.Dense(w, a) for w, a in zip(widths, acts, strict=True)])
    model.build((None, num_features))
    return model


def merge(kernel_1, bias_1, kernel_2, bias_2):
    n, m = kernel_1.shape
    k = kernel_2.shape[1]
    kernel = np.zeros((n, k))
    for i in range(n):
        for j in range(k):
            for h in range(m):
                kernel[i, j] += kernel_1[i, h] * kernel_2[h, j]
    bias = np.array([sum(bias_1[h] * kernel_2[h, j] for h in range(m)) + bias_2[j] for j in range(k)])
    return kernel, bias


def compare(measure, inners, seeds):
    result = {}
    for inner in inners:
        total = total2 = 0.0
        n = 0
        for seed in seeds:
            a = measure(inner, seed)
            total += a
            total2 += a * a
            n += 1
        mean = total / n
        var = max(0.0, (total2 - n * mean**2) / (n - 1))
        result[tuple(inner)] = np.array([mean, var**0.5])
    return result


def worth_it(base, candidate):
    d = np.subtract(candidate, base)
    return np.bool_(np.mean(d) - 2 * np.std(d, ddof=1) / np.sqrt(d.size) > 0)
