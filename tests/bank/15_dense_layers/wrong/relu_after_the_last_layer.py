# mistake: ReLU on the scores, then softmax
# looks like: ReLU after the last layer, before softmax
# why: A class with a score below 0 becomes as likely as one with a score of 0: what the head knows about it is lost.
# fails: softmax_after_the_last_layer
# points: 9
# says: ReLU, then softmax
import keras
import numpy as np


def build_head(num_features, num_classes, inner):
    model = keras.Sequential([keras.Input((num_features,))])
    for width in [*inner, num_classes]:
        model.add(keras.layers.Dense(width, activation="relu"))
    model.add(keras.layers.Softmax())
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
