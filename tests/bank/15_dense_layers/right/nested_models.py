# right: one Sequential in another, tf.nn functions
import keras
import numpy as np
import tensorflow as tf


def build_head(num_features, num_classes, inner):
    layers = [keras.layers.Dense(width, activation=tf.nn.relu) for width in inner]
    last = keras.layers.Dense(num_classes, activation=tf.nn.softmax)
    if not layers:
        return keras.Sequential([keras.Input((num_features,)), last])
    body = keras.Sequential([keras.Input((num_features,)), *layers])
    return keras.Sequential([body, last])


def merge(kernel_1, bias_1, kernel_2, bias_2):
    return kernel_1 @ kernel_2, bias_1 @ kernel_2 + bias_2


def compare(measure, inners, seeds):
    found = {tuple(inner): [measure(tuple(inner), seed) for seed in seeds] for inner in inners}
    return {inner: (sum(v) / len(v), float(np.sqrt(np.var(v, ddof=1)))) for inner, v in found.items()}


def worth_it(base, candidate):
    gains = np.asarray(candidate) - np.asarray(base)
    error = np.std(gains, ddof=1) / np.sqrt(len(gains))
    return bool(np.mean(gains) > 2 * error)
