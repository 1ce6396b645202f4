# right: train_on_batch in a loop of its own; the kernels of separable layers by their names
import keras
import numpy as np


def conv_cost(height, width, kernel_size, in_channels, filters, stride=1, padding="valid"):
    pad = kernel_size - 1 if padding == "same" else 0
    rows = np.arange(0, height + pad - kernel_size + 1, stride).size
    columns = np.arange(0, width + pad - kernel_size + 1, stride).size
    return int(np.prod([rows, columns, kernel_size, kernel_size, in_channels, filters], dtype=np.int64))


def network_cost(model):
    cost = 0
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            cost += network_cost(layer)
            continue
        kernels = []
        if isinstance(layer, keras.layers.SeparableConv2D):
            kernels = [layer.depthwise_kernel, layer.pointwise_kernel]
        elif isinstance(layer, (keras.layers.Conv2D, keras.layers.DepthwiseConv2D, keras.layers.Dense)):
            kernels = [layer.kernel]
        for kernel in kernels:
            cost += int(np.prod(kernel.shape)) * int(np.prod(layer.output.shape[1:-1], initial=1))
    return cost


def grow(model, make_model, size):
    new = make_model(size)
    old_values = model.get_weights()
    new_values = new.get_weights()
    bad = [w.path for w, a, b in zip(new.weights, old_values, new_values) if np.shape(a) != np.shape(b)]
    if bad:
        raise ValueError("These weights depend on the image size: " + ", ".join(bad))
    new.set_weights(old_values)
    return new


def run(model, images, labels, epochs, rate):
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=rate), loss="sparse_categorical_crossentropy")
    order = np.random.default_rng(0)
    for _ in range(epochs):
        for batch in np.array_split(order.permutation(len(images)), max(1, len(images) // 32)):
            model.train_on_batch(images[batch], labels[batch])


def train_small_then_large(make_model, small, large, epochs, learning_rate):
    model = make_model(np.shape(small[0])[1])
    run(model, *small, epochs[0], learning_rate)
    model = grow(model, make_model, np.shape(large[0])[1])
    run(model, *large, epochs[1], learning_rate * 1e-1)
    return model
