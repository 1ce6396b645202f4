# mistake: what is in a nested Sequential, but not what is in a nested functional model
# looks like: nested functional models left out
# why: Models of both kinds may be nested. Both are a keras.Model, but a functional model is not a keras.Sequential.
# fails: nested_models
# points: 9.5
import math

import keras


def conv_cost(height, width, kernel_size, in_channels, filters, stride=1, padding="valid"):
    if padding == "same":
        rows, columns = math.ceil(height / stride), math.ceil(width / stride)
    else:
        rows = (height - kernel_size) // stride + 1
        columns = (width - kernel_size) // stride + 1
    return rows * columns * kernel_size**2 * in_channels * filters

def network_cost(model):
    total = 0
    for layer in model.layers:
        if isinstance(layer, keras.Sequential):
            total += network_cost(layer)
        if isinstance(
            layer,
            (keras.layers.Conv2D, keras.layers.DepthwiseConv2D, keras.layers.SeparableConv2D, keras.layers.Dense),
        ):
            kernels = [math.prod(weight.shape) for weight in layer.weights if len(weight.shape) > 1]
            total += math.prod(layer.output.shape[1:-1]) * sum(kernels)
    return total

def grow(model, make_model, size):
    larger = make_model(size)
    for old, new in zip(model.weights, larger.weights):
        if old.shape != new.shape:
            raise ValueError(f"{new.path} has shape {new.shape}, but the small network has {old.shape}")
    larger.set_weights(model.get_weights())
    return larger

def train_small_then_large(make_model, small, large, epochs, learning_rate):
    model = make_model(small[0].shape[1])
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss="sparse_categorical_crossentropy")
    model.fit(small[0], small[1], epochs=epochs[0], verbose=0)
    larger = grow(model, make_model, large[0].shape[1])
    larger.compile(optimizer=keras.optimizers.Adam(learning_rate / 10), loss="sparse_categorical_crossentropy")
    larger.fit(large[0], large[1], epochs=epochs[1], verbose=0)
    return larger
