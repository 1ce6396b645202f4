# mistake: a functional model where a Sequential is asked for
# looks like: a functional model, not a Sequential
# fails: a_chain_gets_a_new_head
# points: 8.5
import keras
import numpy as np


def to_sequential(model, num_classes):
    for layer in model.layers[:-1]:
        layer.trainable = False
    output = keras.layers.Dense(num_classes, activation="softmax")(model.layers[-2].output)
    return keras.Model(model.inputs, output)


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
