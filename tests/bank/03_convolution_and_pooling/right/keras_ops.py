# right: keras.ops on tensors, answers stay tensors
import keras
from keras import ops


def output_size(size, kernel_size, stride=1, padding="valid"):
    if padding == "same":
        return -(-size // stride)
    return (size - kernel_size) // stride + 1


def convolve(image, kernel, stride=1, padding="valid"):
    images = ops.convert_to_tensor(image, "float32")[None, :, :, None]
    kernels = ops.convert_to_tensor(kernel, "float32")[:, :, None, None]
    return ops.conv(images, kernels, strides=stride, padding=padding)[0, :, :, 0]


def relu(x):
    return keras.activations.relu(ops.convert_to_tensor(x))


def max_pool(maps, size=2):
    return ops.squeeze(ops.max_pool(ops.expand_dims(maps, 0), size), axis=0)


def conv_parameters(kernel_size, in_channels, filters, bias=True):
    per_filter = kernel_size**2 * in_channels
    if bias:
        per_filter += 1
    return per_filter * filters
