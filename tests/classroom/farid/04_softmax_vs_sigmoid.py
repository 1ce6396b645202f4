import keras
import numpy as np


import math


def _softmax_1d(row):
    biggest = max(row)
    exps = [math.exp(v - biggest) for v in row]
    return np.array(exps) / sum(exps)


def softmax(logits, axis=-1):
    return np.apply_along_axis(_softmax_1d, axis, logits)


def _one(z):
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    return math.exp(z) / (1 + math.exp(z))


def sigmoid(logits):
    return np.vectorize(_one)(logits)


def build_head(num_features, num_classes, multi_label=False):
    layers = [keras.layers.InputLayer(shape=(num_features,))]
    layers.append(keras.layers.Dense(16, activation="tanh"))
    if multi_label or num_classes > 2:
        layers.append(keras.layers.Dense(num_classes, kernel_initializer="zeros"))
    else:
        layers.append(keras.layers.Dense(1, kernel_initializer="zeros"))
    layers.append(keras.layers.Activation("softmax" if num_classes > 2 and not multi_label else "sigmoid"))
    return keras.Sequential(layers)


def to_labels(predictions, multi_label=False):
    labels = []
    for row in predictions:
        if multi_label:
            labels.append([1 if p >= 0.5 else 0 for p in row])
        elif len(row) == 1:
            labels.append(int(row[0] >= 0.5))
        else:
            labels.append(int(np.argmax(row)))
    return labels
