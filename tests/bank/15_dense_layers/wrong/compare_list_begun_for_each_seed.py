# mistake: the list is made anew for each seed
# looks like: the list begun again for each seed
# why: Only the last seed is left in it, and one number has no spread: nan. Begin the list before the loop over seeds.
# fails: mean_over_all_seeds, spread_over_all_seeds, keeps_to_its_contract
# points: 7.5
# says: nan
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
        for seed in seeds:
            values = []
            values.append(measure(inner, seed))
        result[inner] = (np.mean(values), np.std(values, ddof=1))
    return result


def worth_it(base, candidate):
    gains = np.asarray(candidate) - np.asarray(base)
    error = np.std(gains, ddof=1) / np.sqrt(len(gains))
    return bool(np.mean(gains) > 2 * error)
