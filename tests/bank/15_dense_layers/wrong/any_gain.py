# mistake: a larger mean is enough
# looks like: any gain taken for a better head
# why: Of two heads that are equally good, one has the larger mean with nearly every choice of seeds. Leave the inner
# why: layer out unless the gain stands out.
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
    return bool(np.mean(candidate) > np.mean(base))
