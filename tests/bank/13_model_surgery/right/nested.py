# right: the kept part is one layer of the Sequential
import keras
import numpy as np


def to_sequential(model, num_classes):
    kept = keras.Model(model.inputs, model.layers[-2].output)
    kept.trainable = False
    return keras.Sequential([kept, keras.layers.Dense(num_classes, activation="softmax")])


def replace_top(model, cut, num_classes):
    kept = keras.Model(model.inputs, model.get_layer(cut).output)
    inputs = keras.Input(model.input_shape[1:])
    x = kept(inputs)
    x = keras.layers.Flatten()(x)
    return keras.Model(inputs, keras.layers.Dense(num_classes, activation="softmax")(x))


def freeze_all_but(model, n):
    split = len(model.layers) - n
    model.trainable = True
    for layer in model.layers[:split]:
        layer.trainable = False
    for layer in model.layers[split:]:
        layer.trainable = True


def summary_table(model):
    def size(weights):
        return np.int64(sum(np.prod(weight.shape) for weight in weights))

    return [(one.name, one.output.shape, size(one.weights), size(one.trainable_weights)) for one in model.layers]
