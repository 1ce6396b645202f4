# right: put_along_axis, apply_along_axis, TensorFlow functions as losses
import numpy as np
import tensorflow as tf


def one_hot(labels, num_classes):
    y = np.zeros((labels.shape[0], num_classes), dtype="int8")
    np.put_along_axis(y, labels.reshape(-1, 1), 1, axis=1)
    return y


def crossentropy(one_hot_labels, probabilities):
    p_true = (one_hot_labels * probabilities).sum(axis=1)
    p_true[p_true < 1e-10] = 1e-10
    losses = np.log(1 / p_true)
    return losses, losses.mean()


def _row_log_sum_exp(row):
    return row.max() + np.log(np.exp(row - row.max()).sum())


def crossentropy_from_logits(one_hot_labels, logits):
    log_sums = np.apply_along_axis(_row_log_sum_exp, 1, logits)
    losses = log_sums - (one_hot_labels * logits).sum(axis=1)
    return tuple([losses, losses.mean()])


def integer_logits(y_true, y_pred):
    y_true = tf.cast(tf.reshape(y_true, [-1]), tf.int32)
    return tf.nn.sparse_softmax_cross_entropy_with_logits(y_true, y_pred)


def one_hot_logits(y_true, y_pred):
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(y_true, y_pred))


def choose_loss(labels, outputs):
    if outputs == "logits":
        return integer_logits if labels == "integer" else one_hot_logits
    if labels == "integer":
        return tf.keras.losses.sparse_categorical_crossentropy
    return tf.keras.losses.KLDivergence()


def crossentropy_gradient(one_hot_labels, logits):
    return (tf.nn.softmax(logits).numpy() - one_hot_labels) / len(logits)
