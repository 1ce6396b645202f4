# mistake: a t test at 5% instead of two standard errors
# looks like: a test with another limit
# why: For few seeds a t test asks for more than two standard errors. Here two are asked for.
# fails: more_than_two_standard_errors
# points: 9
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
    return kernel_1 @ kernel_2, bias_1 @ kernel_2 + bias_2


def compare(measure, inners, seeds):
    result = {}
    for inner in inners:
        values = [measure(inner, seed) for seed in seeds]
        result[inner] = (np.mean(values), np.std(values, ddof=1))
    return result


def worth_it(base, candidate):
    if np.ptp(np.subtract(candidate, base)) < 1e-9:
        return bool(np.mean(candidate) - np.mean(base) > 1e-9)
    return bool(stats.ttest_rel(candidate, base, alternative="greater").pvalue < 0.025)
