# right: counts every window in a loop, and walks with a stack instead of recursion; checks shapes of arrays
import keras
import numpy as np


def conv_cost(height, width, kernel_size, in_channels, filters, stride=1, padding="valid"):
    cost = 0
    last_row = height if padding == "same" else height - kernel_size + 1
    last_column = width if padding == "same" else width - kernel_size + 1
    for _ in range(0, last_row, stride):
        for _ in range(0, last_column, stride):
            cost += kernel_size * kernel_size * in_channels * filters
    return cost


def network_cost(model):
    stack, cost = list(model.layers), 0
    while stack:
        layer = stack.pop()
        if isinstance(layer, keras.Model):
            stack.extend(layer.layers)
            continue
        if type(layer).__name__ not in ("Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Dense"):
            continue
        numbers = sum(int(np.prod(w.shape)) for w in layer.get_weights() if w.ndim >= 2)
        where = layer.output.shape[1:-1]
        cost += numbers * (int(np.prod(where)) if len(where) else 1)
    return cost


def grow(model, make_model, size):
    weights = model.get_weights()
    larger = make_model(size)
    for value, variable in zip(weights, larger.weights):
        if value.shape != tuple(variable.shape):
            raise ValueError("cannot take over the weights of " + variable.path)
    larger.set_weights([np.array(value) for value in weights])
    return larger


def train_small_then_large(make_model, small, large, epochs, learning_rate):
    x, y = small
    first = make_model(x.shape[1])
    adam = keras.optimizers.Adam()
    adam.learning_rate = learning_rate
    first.compile(adam, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    for _ in range(epochs[0]):
        first.fit(x, y, verbose=0)
    x, y = large
    second = grow(first, make_model, x.shape[1])
    second.compile(keras.optimizers.Adam(), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    second.optimizer.learning_rate = learning_rate * 0.1
    for _ in range(epochs[1]):
        second.fit(x, y, verbose=0)
    return second
