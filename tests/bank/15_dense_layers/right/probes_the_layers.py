# right: merges by asking the two layers about the unit vectors and 0
import keras
import numpy as np


def build_head(num_features, num_classes, inner):
    head = keras.Sequential()
    head.add(keras.Input(shape=(num_features,)))
    for width in inner:
        head.add(keras.layers.Dense(width))
        head.add(keras.layers.Activation("relu"))
    head.add(keras.layers.Dense(num_classes))
    head.add(keras.layers.Activation("softmax"))
    return head


def merge(kernel_1, bias_1, kernel_2, bias_2):
    def both(x):
        return (x @ kernel_1 + bias_1) @ kernel_2 + bias_2

    bias = both(np.zeros((1, len(kernel_1))))[0]
    return both(np.eye(len(kernel_1))) - bias, bias


def compare(measure, inners, seeds):
    result = {}
    for inner in inners:
        values = [measure(inner, seed) for seed in seeds]
        result[inner] = (np.mean(values), np.std(values, ddof=1))
    return result


def worth_it(base, candidate):
    gains = np.asarray(candidate) - np.asarray(base)
    error = np.std(gains, ddof=1) / np.sqrt(len(gains))
    return bool(np.mean(gains) > 2 * error)
