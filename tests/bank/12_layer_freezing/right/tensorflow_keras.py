# right: tensorflow.keras throughout, tf.size, SGD with momentum, class found by its name
import tensorflow as tf
from tensorflow.keras.models import Model


def freeze(base: Model) -> None:
    base.trainable = False


def freeze_before(base: Model, first: str) -> None:
    if not any(layer.name == first for layer in base.layers):
        raise ValueError("There is no layer " + first)
    reached = False
    for layer in base.layers:
        if layer.name == first:
            reached = True
        if layer.__class__.__name__ == "BatchNormalization":
            layer.trainable = False
        else:
            layer.trainable = reached


def count_parameters(model: Model):
    trainable = tf.add_n([tf.size(w) for w in model.trainable_variables]) if model.trainable_variables else 0
    total = sum(tf.size(w) for w in model.weights)
    return trainable, total - trainable


def fine_tune(model: Model, base: Model, first: str, learning_rate: float) -> None:
    freeze_before(base, first)
    optimizer = tf.keras.optimizers.SGD(learning_rate=learning_rate, momentum=0.9, nesterov=True)
    model.compile(optimizer, loss=model.loss, metrics=["accuracy"])
