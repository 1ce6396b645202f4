# right: a generator of all layers; copies variable by variable; an optimizer from a configuration
import math

import keras

LAYERS = (keras.layers.Conv2D, keras.layers.DepthwiseConv2D, keras.layers.SeparableConv2D, keras.layers.Dense)


def conv_cost(height, width, kernel_size, in_channels, filters, stride=1, padding="valid"):
    if padding == "valid":
        height, width = height - kernel_size + 1, width - kernel_size + 1
    height, width = (height + stride - 1) // stride, (width + stride - 1) // stride
    return math.prod((height, width, kernel_size, kernel_size, in_channels, filters))


def all_layers(model):
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from all_layers(layer)
        else:
            yield layer


def network_cost(model):
    def cost(layer):
        return math.prod(layer.output.shape[1:-1]) * sum(math.prod(w.shape) for w in layer.weights if w.path[-4:] != "bias")

    return sum(cost(layer) for layer in all_layers(model) if isinstance(layer, LAYERS))


def grow(model, make_model, size):
    larger = make_model(size)
    pairs = list(zip(all_layers(model), all_layers(larger), strict=True))
    for old, new in pairs:
        if [w.shape for w in old.weights] != [w.shape for w in new.weights]:
            raise ValueError(f"The layer {new.name!r} does not fit images of {size} pixels.")
    for old, new in pairs:
        for a, b in zip(old.weights, new.weights):
            b.assign(a.value)
    return larger


def train_small_then_large(make_model, small, large, epochs, learning_rate):
    def fit(model, data, n, rate):
        adam = keras.optimizers.get({"class_name": "Adam", "config": {"learning_rate": rate}})
        model.compile(optimizer=adam, loss="sparse_categorical_crossentropy")
        model.fit(*data, batch_size=8, epochs=n, verbose=0, shuffle=True)

    model = make_model(len(small[0][0]))
    fit(model, small, epochs[0], learning_rate)
    larger = grow(model, make_model, len(large[0][0]))
    fit(larger, large, epochs[1], learning_rate / 10)
    return larger
