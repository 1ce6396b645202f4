# mistake: ReLU as in some notes: 1 if the value is above 0
# looks like: a step for ReLU
# why: Some notes say that ReLU gives 1 where a value is above 0. That is a step: ReLU gives the value itself there.
# fails: relu_after_each_inner_layer
# points: 9
# says: a step, 0 or 1
import keras
import numpy as np


def relu(x):
    return keras.ops.cast(x > 0, "float32")


def build_head(num_features, num_classes, inner):
    layers = [keras.layers.Dense(width, activation=relu) for width in inner]
    return keras.Sequential([keras.Input((num_features,)), *layers, keras.layers.Dense(num_classes, "softmax")])


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
