# right: TensorFlow throughout, tf.keras losses, gradient by GradientTape
import numpy as np
import tensorflow as tf


def one_hot(labels, num_classes):
    return tf.one_hot(labels, depth=num_classes)


def crossentropy(one_hot_labels, probabilities):
    y = tf.cast(one_hot_labels, tf.float64)
    p = tf.clip_by_value(tf.cast(probabilities, tf.float64), 1e-15, 1 - 1e-15)
    losses = -tf.reduce_sum(y * tf.math.log(p), axis=1)
    return losses, tf.reduce_mean(losses)


def crossentropy_from_logits(one_hot_labels, logits):
    losses = tf.nn.softmax_cross_entropy_with_logits(labels=one_hot_labels, logits=logits)
    return losses.numpy(), losses.numpy().mean()


def choose_loss(labels, outputs):
    if labels == "one-hot":
        return tf.keras.losses.CategoricalCrossentropy(from_logits=(outputs == "logits"), name="ce")
    return tf.keras.losses.SparseCategoricalCrossentropy(from_logits=(outputs == "logits"), name="ce")


def crossentropy_gradient(one_hot_labels, logits):
    z = tf.Variable(logits)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=one_hot_labels, logits=z))
    return np.array(tape.gradient(loss, z))
