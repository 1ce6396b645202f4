# right: keras.ops for each activation; a table of all accuracies by defaultdict, rounded; sem of scipy
from collections import defaultdict

import keras
import numpy as np
from scipy import stats


def build_head(num_features, num_classes, inner):
    x = inp = keras.Input((num_features,))
    for w in inner:
        x = keras.ops.relu(keras.layers.Dense(w)(x))
    return keras.Model(inp, keras.activations.softmax(keras.layers.Dense(num_classes)(x)))


def merge(kernel_1, bias_1, kernel_2, bias_2):
    return np.dot(kernel_1, kernel_2), np.dot(bias_1, kernel_2) + np.array(bias_2)


def compare(measure, inners, seeds):
    all_acc = defaultdict(list)
    for seed in seeds:
        for inner in inners:
            all_acc[inner].append(measure(inner, seed))
    res = {}
    for inner, a in all_acc.items():
        res[inner] = (round(float(np.mean(a)), 4), round(float(stats.tstd(a)), 4))
    return res


def worth_it(base, candidate):
    gains = np.array(candidate) - np.array(base)
    return gains.mean() > 2 * stats.sem(gains)
