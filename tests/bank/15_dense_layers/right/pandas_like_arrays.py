# right: all accuracies in one table, seeds in the outer loop; rounded
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
    table = np.zeros((len(seeds), len(inners)))
    for row, seed in enumerate(seeds):
        for column, inner in enumerate(inners):
            table[row, column] = measure(inner, seed)
    means, deviations = table.mean(axis=0), table.std(axis=0, ddof=1)
    return {
        inner: [round(float(m), 4), round(float(d), 4)] for inner, m, d in zip(inners, means, deviations, strict=True)
    }


def worth_it(base, candidate):
    base, candidate = np.array(base), np.array(candidate)
    n = base.size
    gains = candidate - base
    mean = gains.sum() / n
    variance = ((gains - mean) ** 2).sum() / (n - 1)
    return mean > 2 * variance**0.5 / n**0.5
