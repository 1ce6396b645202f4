# right: subclass that makes its last layer first; einsum; arrays for pairs
import keras
import numpy as np


class Head(keras.Model):
    def __init__(self, num_classes, inner):
        super().__init__()
        self.last = keras.layers.Dense(num_classes, activation=keras.activations.softmax)
        self.inner_layers = [keras.layers.Dense(width, activation=keras.activations.relu) for width in inner]

    def call(self, x):
        for layer in self.inner_layers:
            x = layer(x)
        return self.last(x)


def build_head(num_features, num_classes, inner):
    return Head(num_classes, inner)


def merge(kernel_1, bias_1, kernel_2, bias_2):
    kernel = np.einsum("nm,mk->nk", kernel_1, kernel_2)
    return kernel, np.einsum("m,mk->k", bias_1, kernel_2) + bias_2


def compare(measure, inners, seeds):
    return {inner: spread([measure(inner, seed=seed) for seed in seeds]) for inner in inners}


def spread(values):
    return np.array([np.mean(values), np.std(values, ddof=1)])


def worth_it(base, candidate):
    gains = np.subtract(candidate, base)
    t = gains.mean() - 2 * np.sqrt(gains.var(ddof=1) / gains.size)
    return t > 0
