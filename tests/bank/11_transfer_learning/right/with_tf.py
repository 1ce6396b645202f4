# right: tf functions and layers of tf.keras; a reshape instead of Flatten; a loop over the layers with next
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


def image_vectors(base, images, preprocess):
    x = preprocess(tf.cast(images, tf.float32))
    y = base(x, training=False)
    return (tf.reduce_mean(y, axis=[1, 2]) if tf.rank(y) == 4 else y).numpy()


def build_classifier(base, num_classes):
    base.trainable = False
    x = base.outputs[0]
    if len(x.shape) > 2:
        x = layers.GlobalAvgPool2D()(x)
    return tf.keras.Model(inputs=base.inputs, outputs=layers.Dense(num_classes, activation=tf.nn.softmax)(x))


def load_base(path, make_base):
    base = make_base()
    try:
        base.load_weights(path)
    except Exception as error:
        raise ValueError(f"{path} does not hold the weights of this network") from error
    return base


def cut_at(base, layer_name, num_classes):
    base.trainable = False
    layer = next(layer for layer in base.layers if layer.name == layer_name)
    size = int(np.prod(layer.output.shape[1:]))
    x = layers.Reshape((size,))(layer.output)
    x = layers.Dense(1024, activation=tf.nn.relu)(x)
    x = layers.Dropout(0.2)(x)
    if num_classes > 2:
        x = layers.Dense(num_classes, activation=tf.nn.softmax)(x)
    else:
        x = layers.Dense(1, activation=tf.nn.sigmoid)(x)
    return tf.keras.Model(base.input, x)
