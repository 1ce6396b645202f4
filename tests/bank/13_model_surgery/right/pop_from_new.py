# right: the last layer is popped off the new Sequential
import keras
import numpy as np


def to_sequential(model, num_classes):
    new = keras.Sequential(model.layers)
    new.pop()
    for layer in new.layers:
        layer.trainable = False
    new.add(keras.layers.Dense(units=num_classes, activation="softmax"))
    return new


def replace_top(model, cut, num_classes):
    names = [layer.name for layer in model.layers]
    last = model.layers[names.index(cut)].output
    flat = keras.layers.Reshape((-1,))(last)
    head = keras.layers.Dense(num_classes, activation="softmax", name="new_head")
    return keras.Model(inputs=model.inputs, outputs=head(flat), name="operated")


def freeze_all_but(model, n):
    model.trainable = False  # reaches all layers, as True does after it
    model.trainable = True
    for layer in model.layers[: len(model.layers) - n]:
        layer.trainable = False


def summary_table(model):
    rows = []
    for layer in model.layers:
        params = layer.count_params()
        frozen = sum(np.prod(weight.shape, dtype=int) for weight in layer.non_trainable_weights)
        rows.append((layer.name, tuple(layer.output.shape), params, params - int(frozen)))
    return rows
