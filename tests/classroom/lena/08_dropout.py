import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


def dropout(x, rate, rng, training):
    if not training:
        return x
    n_drop = int(round(rate * x.size))
    drop = rng.permutation(x.size)[:n_drop]
    flat = x.flatten()
    flat[drop] = 0
    return (flat / (1 - rate)).reshape(x.shape).astype(x.dtype)


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    model = tf.keras.models.Sequential()
    model.add(layers.Input(shape=(num_features,)))
    model.add(layers.Dense(hidden))
    model.add(layers.Dropout(rate))
    model.add(layers.ReLU())
    model.add(layers.Dense(num_classes))
    model.add(layers.Softmax())
    return model


def spread(model, x, training, calls=20):
    answers = tf.stack([model(x, training=training) for _ in range(calls)])
    return float(tf.reduce_mean(tf.math.reduce_std(answers, axis=0)))
