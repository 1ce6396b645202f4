# mistake: inner may not be empty: the first layer is made from inner[0]
# looks like: an empty inner not thought of
# why: inner may be empty: then the head is the last layer alone.
# fails: a_layer_for_each_number, softmax_after_the_last_layer
# points: 7.5
# says: IndexError
import keras
import numpy as np


def build_head(num_features, num_classes, inner):
    model = keras.Sequential([keras.Input((num_features,))])
    model.add(keras.layers.Dense(inner[0], activation="relu"))
    for width in inner[1:]:
        model.add(keras.layers.Dense(width, activation="relu"))
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
