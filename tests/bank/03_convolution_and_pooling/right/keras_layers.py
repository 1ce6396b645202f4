# right: layers of Keras do the work: set_weights, MaxPooling2D, count_params, shapes of symbolic outputs
import keras
import numpy as np


def output_size(size, kernel_size, stride=1, padding="valid"):
    layer = keras.layers.Conv1D(1, kernel_size, strides=stride, padding=padding)
    return layer.compute_output_shape((None, size, 1))[1]


def convolve(image, kernel, stride=1, padding="valid"):
    layer = keras.layers.Conv2D(1, kernel.shape, strides=stride, padding=padding, use_bias=False)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, :, None, None]])
    return layer(image[None, :, :, None].astype("float32"))[0, :, :, 0].numpy()


def relu(x):
    return keras.layers.ReLU()(x)


def max_pool(maps, size=2):
    return keras.layers.MaxPooling2D(size)(maps[None])[0]


def conv_parameters(kernel_size, in_channels, filters, bias=True):
    layer = keras.layers.Conv2D(filters, kernel_size, use_bias=bias)
    layer.build((None, None, None, in_channels))
    return layer.count_params()
