# right: grow compiles the new network as the old one was, and the rate is set afterwards
import keras
import numpy as np


def conv_cost(height, width, kernel_size, in_channels, filters, stride=1, padding="valid"):
    same = padding == "same"
    rows = (height + stride - 1) // stride if same else 1 + (height - kernel_size) // stride
    cols = (width + stride - 1) // stride if same else 1 + (width - kernel_size) // stride
    kernel = np.ones((kernel_size, kernel_size, in_channels, filters))
    return rows * cols * kernel.size


def network_cost(model):
    if not isinstance(model, keras.Model):
        kinds = (keras.layers.Conv2D, keras.layers.DepthwiseConv2D, keras.layers.SeparableConv2D, keras.layers.Dense)
        if not isinstance(model, kinds):
            return 0
        one_place = sum(np.size(w) for w in model.get_weights() if np.ndim(w) > 1)
        return one_place * int(np.prod([1, *model.output.shape[1:-1]]))
    return sum(map(network_cost, model.layers))


def grow(model, make_model, size):
    larger = make_model(size)
    if larger.input_shape == model.input_shape:
        return larger
    for old, new in zip(model.weights, larger.weights):
        if old.shape != new.shape:
            names = new.path.split("/")
            raise ValueError(f"layer {names[-2]}: its {names[-1]} would be {new.shape} instead of {old.shape}")
        new.assign(old)
    if model.compiled:
        fresh = type(model.optimizer).from_config(model.optimizer.get_config())
        larger.compile(optimizer=fresh, loss=model.loss, metrics=["accuracy"])
    return larger


def train_small_then_large(make_model, small, large, epochs, learning_rate):
    (x1, y1), (x2, y2) = small, large
    model = make_model(x1.shape[1])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.optimizer.learning_rate = learning_rate
    model.fit(x1, y1, epochs=epochs[0], verbose=0)
    model = grow(model, make_model, x2.shape[1])
    model.optimizer.learning_rate = learning_rate / 10
    model.fit(x2, y2, epochs=epochs[1], verbose=0, validation_data=(x2, y2))
    return model
