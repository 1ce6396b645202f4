import keras
import numpy as np
import tensorflow as tf


def softmax(logits, axis=-1):
    return tf.nn.softmax(logits, axis=axis).numpy()


def sigmoid(logits):
    return tf.math.sigmoid(logits)


def build_head(num_features, num_classes, multi_label=False):
    if multi_label:
        return tf.keras.Sequential([tf.keras.layers.Dense(num_classes, activation=tf.nn.sigmoid)])
    if num_classes == 2:
        return tf.keras.Sequential([tf.keras.layers.Dense(1, activation=tf.nn.sigmoid)])
    return tf.keras.Sequential([tf.keras.layers.Dense(num_classes, activation=tf.nn.softmax)])


def to_labels(predictions, multi_label=False):
    if multi_label:
        return tf.cast(predictions > 0.5, tf.int32)
    if predictions.shape[1] == 1:
        return tf.cast(tf.squeeze(predictions > 0.5, axis=1), tf.int32)
    return tf.argmax(predictions, axis=1)
