# mistake: "same" as if kernel_size // 2 were added at all sides
# looks like: "same" with half a kernel added at each side
# why: That is so for odd kernels only. For the others "same" adds less, and the rows are still the height / stride.
# fails: number_of_places
# points: 9
import math

import keras


def conv_cost(height, width, kernel_size, in_channels, filters, stride=1, padding="valid"):
    added = kernel_size // 2 if padding == "same" else 0
    rows = (height + 2 * added - kernel_size) // stride + 1
    columns = (width + 2 * added - kernel_size) // stride + 1
    return rows * columns * kernel_size**2 * in_channels * filters


def network_cost(model):
    total = 0
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            total += network_cost(layer)
        elif isinstance(
            layer,
            (keras.layers.Conv2D, keras.layers.DepthwiseConv2D, keras.layers.SeparableConv2D, keras.layers.Dense),
        ):
            places = math.prod(layer.output.shape[1:-1])
            for weight in layer.weights:
                if len(weight.shape) > 1:
                    total += places * math.prod(weight.shape)
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
