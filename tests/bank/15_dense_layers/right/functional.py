# right: functional model, sums written as loops, statistics module
import math
import statistics

import keras
import numpy as np


def build_head(num_features, num_classes, inner):
    inputs = x = keras.Input(shape=(num_features,))
    for width in inner:
        x = keras.layers.Dense(width)(x)
        x = keras.layers.ReLU()(x)
    x = keras.layers.Dense(num_classes)(x)
    return keras.Model(inputs, keras.layers.Softmax()(x))


def merge(kernel_1, bias_1, kernel_2, bias_2):
    n, m = kernel_1.shape
    k = kernel_2.shape[1]
    kernel, bias = np.zeros((n, k)), np.array(bias_2, dtype=float)
    for j in range(k):
        for i in range(n):
            kernel[i, j] = sum(kernel_1[i, at] * kernel_2[at, j] for at in range(m))
        bias[j] += sum(bias_1[at] * kernel_2[at, j] for at in range(m))
    return kernel, bias


def compare(measure, inners, seeds):
    answer = {}
    for inner in inners:
        values = [measure(inner, seed) for seed in seeds]
        answer[inner] = statistics.mean(values), statistics.stdev(values)
    return answer


def worth_it(base, candidate):
    gains = [b - a for a, b in zip(base, candidate, strict=True)]
    return statistics.mean(gains) > 2 * statistics.stdev(gains) / math.sqrt(len(gains))
