# mistake: standard errors of both heads added
# looks like: the heads compared without pairing the seeds
# why: An unpaired comparison counts what a seed does to both heads as if it were luck of the one.
# fails: paired_by_seed
# points: 9
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
    n = len(base)
    error = np.sqrt(np.var(base, ddof=1) / n + np.var(candidate, ddof=1) / n)
    return bool(np.mean(candidate) - np.mean(base) > 2 * error)
