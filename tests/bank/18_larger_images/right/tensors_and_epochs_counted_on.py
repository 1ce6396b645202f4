# right: images as tensors; the second training counts its epochs on from the first
from math import ceil, floor, prod

import keras
from keras import ops


def conv_cost(height, width, kernel_size, in_channels, filters, stride=1, padding="valid"):
    if padding == "same":
        area = ceil(height / stride) * ceil(width / stride)
    else:
        area = (floor((height - kernel_size) / stride) + 1) * (floor((width - kernel_size) / stride) + 1)
    return area * conv_weights(kernel_size, in_channels, filters)


def conv_weights(kernel_size, in_channels, filters):
    return kernel_size * kernel_size * in_channels * filters


def network_cost(model, counted=("Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Dense")):
    total = 0
    for layer in model.layers:
        if getattr(layer, "layers", None):
            total += network_cost(layer, counted)
        elif layer.__class__.__name__ in counted:
            weights = [prod(w.shape) for w in layer.weights if w.name != "bias"]
            total += sum(weights) * prod(layer.compute_output_shape(layer.input.shape)[1:-1])
    return total


def grow(model, make_model, size):
    larger = make_model(size)
    for a, b in zip(model.variables, larger.variables):
        if tuple(a.shape) != tuple(b.shape):
            raise ValueError(f"no larger images with the layer of {b.path}: {tuple(a.shape)} is not {tuple(b.shape)}")
    [b.assign(ops.copy(a)) for a, b in zip(model.variables, larger.variables)]
    return larger


def train_small_then_large(make_model, small, large, epochs, learning_rate):
    loss = "sparse_categorical_crossentropy"
    images, labels = map(ops.convert_to_tensor, small)
    network = make_model(images.shape[1])
    network.compile(keras.optimizers.Adam(learning_rate), loss, metrics=["accuracy"])
    network.fit(images, labels, epochs=epochs[0], verbose=0)
    images, labels = map(ops.convert_to_tensor, large)
    network = grow(network, make_model, int(images.shape[1]))
    network.compile(keras.optimizers.Adam(learning_rate / 10), loss, metrics=["accuracy"])
    network.fit(images, labels, initial_epoch=epochs[0], epochs=sum(epochs), verbose=0)
    return network
