# right: all in float32, the spread by tf.math

import keras
import numpy as np
import tensorflow as tf


def dropout(x, rate, rng, training):
    x = x.astype(np.float32)
    if training:
        kept = rng.uniform(size=x.shape).astype(np.float32) >= np.float32(rate)
        x = x * kept / np.float32(1 - rate)
    return x


def build_head(num_features: int, num_classes: int, hidden: int = 100, rate: float = 0.2) -> keras.Model:
    return keras.Sequential([
        keras.Input((num_features,)),
        keras.layers.Dense(hidden, activation="relu"),
        keras.layers.Dropout(rate),
        keras.layers.Dense(num_classes, activation="softmax"),
    ])


def spread(model, x, training, calls=20):
    answers = tf.stack([model(tf.constant(x, tf.float32), training=training) for _ in range(calls)])
    return tf.reduce_mean(tf.math.reduce_std(answers, axis=0)).numpy()
