# right: keras.ops for the product, scipy's sem
import keras
import numpy as np
from scipy import stats


def build_head(num_features, num_classes, inner):
    layers = [keras.Input((num_features,))]
    for width in inner:
        layers.append(keras.layers.Dense(width, activation="relu"))
    layers.append(keras.layers.Dense(num_classes, activation="softmax"))
    return keras.Sequential(layers)


def merge(kernel_1, bias_1, kernel_2, bias_2):
    kernel = keras.ops.matmul(kernel_1, kernel_2)
    bias = keras.ops.matmul(bias_1, kernel_2) + bias_2
    return keras.ops.convert_to_numpy(kernel), keras.ops.convert_to_numpy(bias)


def compare(measure, inners, seeds):
    result = {}
    for inner in inners:
        values = [measure(inner, seed) for seed in seeds]
        result[inner] = (np.mean(values), np.std(values, ddof=1))
    return result


def worth_it(base, candidate):
    gains = np.array(candidate) - np.array(base)
    return np.mean(gains) > 2 * stats.sem(gains)
