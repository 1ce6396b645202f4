# mistake: one layer object used for all inner layers of a width
# looks like: the same layer object used twice
# why: A layer that is called twice has one kernel and one bias for both calls. Each inner layer needs its own: make
# why: it inside the loop.
# fails: a_layer_for_each_number, relu_after_each_inner_layer
# points: 7.5
# says: weights of the shapes
import keras
import numpy as np


def build_head(num_features, num_classes, inner):
    made = {width: keras.layers.Dense(width, activation="relu") for width in set(inner)}
    inputs = x = keras.Input((num_features,))
    for width in inner:
        x = made[width](x)
    return keras.Model(inputs, keras.layers.Dense(num_classes, activation="softmax")(x))


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
