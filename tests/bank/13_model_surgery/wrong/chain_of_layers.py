# mistake: a Sequential of the layers up to the cut, though the model branches
# looks like: a Sequential of the layers: a model with branches is not a chain
# why: In a Sequential each layer gets one input, that of the layer before it. A layer that adds two needs
# why: the graph: go from model.inputs to the layer's output.
# fails: the_new_head_stands_on_the_cut, maps_are_flattened
# points: 7.5
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
    new = keras.Sequential()
    for layer in model.layers:
        new.add(layer)
        if layer.name == cut:
            break
    else:
        raise ValueError(cut)
    new.add(keras.layers.Flatten())
    new.add(keras.layers.Dense(num_classes, activation="softmax"))
    return new


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
