# right: lets Keras say how large the output of a convolution is; turns Keras's refusal into a text of its own; datasets
# right: of tf.data
import keras
import tensorflow as tf

KINDS = {keras.layers.Conv2D, keras.layers.DepthwiseConv2D, keras.layers.SeparableConv2D, keras.layers.Dense}


def conv_cost(height, width, kernel_size, in_channels, filters, stride=1, padding="valid"):
    layer = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding=padding)
    _, rows, columns, channels = layer.compute_output_shape((1, height, width, in_channels))
    return rows * columns * channels * kernel_size * kernel_size * in_channels


def network_cost(model):
    cost = 0
    for layer in model.layers:
        if isinstance(layer, (keras.Sequential, keras.Model)):
            cost += network_cost(layer)
        if type(layer) not in KINDS:
            continue
        bias = layer.bias.shape[0] if layer.use_bias else 0
        shape = layer.output.shape
        places = shape[1] * shape[2] if len(shape) == 4 else 1
        cost += places * (layer.count_params() - bias)
    return cost


def grow(model, make_model, size):
    larger = make_model(size)
    for old, new in zip(model.layers, larger.layers):
        try:
            new.set_weights(old.get_weights())
        except ValueError as error:
            raise ValueError(f"{new.name} needs other weights for {size} x {size} pixels") from error
    return larger


def train_small_then_large(make_model, small, large, epochs, learning_rate):
    model = None
    for (images, labels), count, rate in zip((small, large), epochs, (learning_rate, learning_rate / 10)):
        size = images.shape[1]
        model = make_model(size) if model is None else grow(model, make_model, size)
        model.compile(keras.optimizers.Adam(rate), keras.losses.SparseCategoricalCrossentropy())
        data = tf.data.Dataset.from_tensor_slices((images, labels)).batch(32)
        model.fit(data, epochs=count, verbose=0)
    return model
