# right: takes the weights over through a file; refuses before that by the number of parameters
import math
import os
import tempfile

import keras
from keras import layers


def conv_cost(height, width, kernel_size, in_channels, filters, stride=1, padding="valid"):
    """Same as the number of outputs times the size of a filter."""
    if padding not in ("valid", "same"):
        raise ValueError(padding)
    out = []
    for size in (height, width):
        if padding == "same":
            out.append(int((size - 1) / stride) + 1)
        else:
            out.append(int((size - kernel_size) / stride) + 1)
    return out[0] * out[1] * filters * (kernel_size * kernel_size * in_channels)


def network_cost(model):
    cost = 0
    for layer in model.layers:
        match layer:
            case keras.Model():
                cost += network_cost(layer)
            case layers.Dense() | layers.Conv2D() | layers.DepthwiseConv2D() | layers.SeparableConv2D():
                numbers = layer.count_params() - (math.prod(layer.bias.shape) if layer.bias is not None else 0)
                cost += numbers * math.prod(layer.output.shape[1:-1])
    return cost


def grow(model, make_model, size):
    larger = make_model(size)
    for old, new in zip(model.layers, larger.layers):
        if old.count_params() != new.count_params():
            raise ValueError(f"{new.name}: {old.count_params()} weights, but {new.count_params()} for larger images")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "small.weights.h5")
        model.save_weights(path)
        larger.load_weights(path)
    return larger


def train_small_then_large(make_model, small, large, epochs, learning_rate):
    small_size, large_size = small[0].shape[1], large[0].shape[2]
    model = make_model(small_size)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss="sparse_categorical_crossentropy")
    history = model.fit(x=small[0], y=small[1], epochs=epochs[0], verbose=0)
    assert len(history.history["loss"]) == epochs[0]
    model = grow(model, make_model, large_size)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate * 0.1), loss="sparse_categorical_crossentropy")
    model.fit(x=large[0], y=large[1], epochs=epochs[1], verbose=0)
    return model
