# mistake: ReLU in front of each inner layer
# looks like: ReLU before the layer instead of after it
# why: ReLU works on what an inner layer gives. Before the first one it would lose all of a vector that is below 0.
# fails: relu_after_each_inner_layer
# points: 9
import keras
import numpy as np


def build_head(num_features, num_classes, inner):
    model = keras.Sequential([keras.Input((num_features,))])
    for width in inner:
        model.add(keras.layers.ReLU())
        model.add(keras.layers.Dense(width))
    model.add(keras.layers.Dense(num_classes, activation="softmax"))
    return model


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
