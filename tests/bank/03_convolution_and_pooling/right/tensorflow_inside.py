# right: tf.nn on float64, sizes by divmod
import numpy as np
import tensorflow as tf


def output_size(size, kernel_size, stride=1, padding="valid"):
    whole, rest = divmod(size - (kernel_size if padding == "valid" else 1), stride)
    return whole + 1


def convolve(image, kernel, stride=1, padding="valid"):
    x = tf.constant(image, tf.float64)[tf.newaxis, ..., tf.newaxis]
    k = tf.constant(kernel, tf.float64)[..., tf.newaxis, tf.newaxis]
    return tf.nn.conv2d(x, k, strides=stride, padding=padding.upper()).numpy()[0, ..., 0]


def relu(x):
    return tf.nn.relu(x).numpy()


def max_pool(maps, size=2):
    return tf.nn.max_pool2d(maps[tf.newaxis], ksize=size, strides=size, padding="VALID")[0]


def conv_parameters(kernel_size, in_channels, filters, bias=True):
    per_filter = kernel_size**2 * in_channels
    if bias:
        per_filter += 1
    return per_filter * filters
