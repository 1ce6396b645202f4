# mistake: inner is a list that gets the classes
# looks like: an argument that must be a list, and is changed
# why: inner may be a tuple, which has no append. And a list belongs to the caller, who still needs it as it was.
# fails: a_layer_for_each_number, relu_after_each_inner_layer, softmax_after_the_last_layer, keeps_to_its_contract
# points: 6
# says: append
import keras
import numpy as np


def build_head(num_features, num_classes, inner):
    inner.append(num_classes)
    layers = [keras.layers.Dense(width, activation="relu") for width in inner[:-1]]
    last = keras.layers.Dense(inner[-1], activation="softmax")
    return keras.Sequential([keras.Input((num_features,)), *layers, last])


def merge(kernel_1, bias_1, kernel_2, bias_2):
    return kernel_1 @ kernel_2, bias_1 @ kernel_2 + bias_2


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
