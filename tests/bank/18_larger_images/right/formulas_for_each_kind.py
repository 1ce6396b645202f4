# right: a formula for each kind of layer, from its settings; layers matched one by one; a callback lowers the rate
import keras
import numpy as np


def places(size, kernel, stride, padding):
    if padding.lower() == "same":
        return -(-size // stride)
    return (size - kernel + stride) // stride


def conv_cost(height, width, kernel_size, in_channels, filters, stride=1, padding="valid"):
    per_output = np.int64(kernel_size) * kernel_size * in_channels
    outputs = places(height, kernel_size, stride, padding) * places(width, kernel_size, stride, padding) * filters
    return per_output * outputs


def cost_of_layer(layer):
    shape = layer.output.shape
    if isinstance(layer, keras.layers.Dense):
        return layer.kernel.shape[0] * int(np.prod(shape[1:]))
    if isinstance(layer, keras.layers.SeparableConv2D):
        _, rows, columns, out = shape
        deep = layer.input.shape[-1] * layer.depth_multiplier
        kh, kw = layer.kernel_size
        return rows * columns * (kh * kw * deep + deep * out)
    if isinstance(layer, keras.layers.DepthwiseConv2D):
        _, rows, columns, out = shape
        return rows * columns * layer.kernel_size[0] * layer.kernel_size[1] * out
    if isinstance(layer, keras.layers.Conv2D):
        _, rows, columns, out = shape
        kh, kw = layer.kernel_size
        return rows * columns * out * kh * kw * (layer.input.shape[-1] // layer.groups)
    return 0


def network_cost(model):
    return sum(network_cost(layer) if hasattr(layer, "layers") else cost_of_layer(layer) for layer in model.layers)


def grow(model, make_model, size):
    new = make_model(size)
    assert len(new.layers) == len(model.layers)
    for old_layer, new_layer in zip(model.layers, new.layers):
        new_layer.set_weights(old_layer.get_weights())  # says which layer it is if a shape differs
    return new


def train_small_then_large(make_model, small, large, epochs, learning_rate):
    def train(model, images, labels, count, rate):
        model.compile(keras.optimizers.Adam(learning_rate), keras.losses.SparseCategoricalCrossentropy())
        lower = keras.callbacks.LearningRateScheduler(lambda epoch: rate)
        model.fit(images, labels, epochs=count, callbacks=[lower], verbose=0)
        return model

    images, labels = small
    model = train(make_model(images.shape[1]), images, labels, epochs[0], learning_rate)
    images, labels = large
    return train(grow(model, make_model, images.shape[1]), images, labels, epochs[1], 0.1 * learning_rate)
