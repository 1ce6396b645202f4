# mistake: ReLU on the first kernel and bias
# looks like: ReLU between the two layers
# why: The two layers have no activation in between: with one they could not be merged.
# fails: merged_kernel, merged_bias
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
    return np.maximum(kernel_1, 0) @ kernel_2, np.maximum(bias_1, 0) @ kernel_2 + bias_2


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
