# mistake: the first layer whose name contains the word
# looks like: the first layer whose name contains the word, not the one of that name
# fails: maps_are_flattened
# points: 9
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
    found = [layer for layer in model.layers if cut in layer.name]
    if not found:
        raise ValueError(cut)
    features = keras.layers.Flatten()(found[0].output)
    answers = keras.layers.Dense(num_classes, activation="softmax")(features)
    return keras.Model(model.inputs, answers)


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
