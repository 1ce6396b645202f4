# mistake: standard error of the base
# looks like: the standard error of one head alone
# why: The error that counts is that of the gains, one for each seed.
# fails: more_than_two_standard_errors, paired_by_seed
# points: 8
import keras
import numpy as np


def build_head(num_features, num_classes, inner):
    layers = [keras.Input((num_features,))]
    for width in inner:
        layers.append(keras.layers.Dense(width, activation="relu"))
    layers.append(keras.layers.Dense(num_classes, activation="softmax"))
    return keras.Sequential(layers)


def merge(kernel_1, bias_1, kernel_2, bias_2):
    return kernel_1 @ kernel_2, bias_1 @ kernel_2 + bias_2


def compare(measure, inners, seeds):
    result = {}
    for inner in inners:
        values = [measure(inner, seed) for seed in seeds]
        result[inner] = (np.mean(values), np.std(values, ddof=1))
    return result


def worth_it(base, candidate):
    gain = np.mean(candidate) - np.mean(base)
    error = np.std(base, ddof=1) / np.sqrt(len(base))
    return bool(gain > 2 * error)
