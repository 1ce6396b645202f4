# mistake: the Flatten named, whose weights are not the ones that do not fit
# why: A Flatten has no weights. The text has to name the layer whose weights have another shape.
# fails: refuses_what_does_not_fit
# points: 9
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
    for before, layer in zip(larger.layers, larger.layers[1:]):
        if isinstance(before, (keras.layers.Flatten, keras.layers.Reshape)):
            if [w.shape for w in layer.weights] != [w.shape for w in model.layers[larger.layers.index(layer)].weights]:
                raise ValueError(f"the layer {before.name} gives another number of values")
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
