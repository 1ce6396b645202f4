# mistake: the whole model off, then the last layers on: the model itself stays off
# looks like: model.trainable = False first, then layers on: the model itself stays off
# why: While model.trainable is False nothing in the model learns, whatever its layers say.
# fails: the_last_layers_learn, frozen_layers_learn_again, none_and_all
# points: 8
import keras
import numpy as np


def to_sequential(model, num_classes):
    new = keras.Sequential()
    for layer in model.layers[:-1]:
        layer.trainable = False
        new.add(layer)
    new.add(keras.layers.Dense(num_classes, activation="softmax"))
    return new


def replace_top(model, cut, num_classes):
    x = keras.layers.Flatten()(model.get_layer(cut).output)
    x = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(inputs=model.input, outputs=x)


def freeze_all_but(model, n):
    model.trainable = False
    if n > 0:
        for layer in model.layers[-n:]:
            layer.trainable = True


def summary_table(model):
    rows = []
    for layer in model.layers:
        learn = sum(int(np.prod(weight.shape)) for weight in layer.trainable_weights)
        rows.append((layer.name, tuple(layer.output.shape), layer.count_params(), learn))
    return rows
