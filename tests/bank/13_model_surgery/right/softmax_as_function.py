# right: keras.ops.softmax on the tensor; a frozen Sequential first
import math

import keras


def to_sequential(model, num_classes):
    kept = keras.Sequential([keras.Input(model.input_shape[1:])])
    for layer in model.layers[:-1]:
        if layer.__class__.__name__ != "InputLayer":
            kept.add(layer)
    kept.trainable = False
    new = keras.Sequential([kept])
    new.add(keras.layers.Dense(num_classes))
    new.add(keras.layers.Activation("softmax"))
    return new


def replace_top(model, cut, num_classes):
    output = model.get_layer(cut).output
    size = math.prod(output.shape[1:])
    vectors = keras.ops.reshape(output, (-1, size))
    scores = keras.layers.Dense(num_classes)(vectors)
    return keras.Model(model.input, keras.ops.softmax(scores, axis=-1))


def freeze_all_but(model, n):
    index = len(model.layers)
    model.trainable = True
    while index > 0:
        index -= 1
        model.layers[index].trainable = n > 0
        n -= 1


def summary_table(model):
    def row(layer):
        learn = sum(math.prod(weight.shape) for weight in layer.trainable_weights)
        return layer.name, layer.output.shape, layer.count_params(), learn

    return list(map(row, model.layers))
