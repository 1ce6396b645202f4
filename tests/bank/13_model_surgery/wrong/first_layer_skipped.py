# mistake: layers[1:-1], to leave out an InputLayer that a Sequential does not show
# looks like: the first layer left out: the layers of a Sequential begin without an InputLayer
# fails: a_chain_gets_a_new_head, only_the_new_head_learns
# points: 7.5
import keras
import numpy as np


def to_sequential(model, num_classes):
    new = keras.Sequential([keras.Input(model.input_shape[1:])])
    for layer in model.layers[1:-1]:
        layer.trainable = False
        new.add(layer)
    new.add(keras.layers.Dense(num_classes, activation="softmax"))
    return new


def replace_top(model, cut, num_classes):
    x = keras.layers.Flatten()(model.get_layer(cut).output)
    x = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(inputs=model.input, outputs=x)


def freeze_all_but(model, n):
    model.trainable = True
    for index, layer in enumerate(model.layers):
        layer.trainable = index >= len(model.layers) - n


def summary_table(model):
    rows = []
    for layer in model.layers:
        learn = sum(int(np.prod(weight.shape)) for weight in layer.trainable_weights)
        rows.append((layer.name, tuple(layer.output.shape), layer.count_params(), learn))
    return rows
