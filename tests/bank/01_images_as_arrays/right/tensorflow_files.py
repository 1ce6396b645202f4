# right: files read and resized by TensorFlow

import tensorflow as tf


def load_image(path, size):
    image = tf.io.decode_image(tf.io.read_file(str(path)), channels=3, expand_animations=False)
    image = tf.image.resize(image, size)
    return tf.cast(tf.round(image), tf.uint8).numpy()


def to_batch(images):
    return tf.cast(tf.stack(images), tf.float32)


def scale(images):
    return tf.cast(images, tf.float32) / 127.5 - 1.0


def channel_means(images):
    return tf.reduce_mean(tf.cast(images, tf.float32), axis=[0, 1, 2])
