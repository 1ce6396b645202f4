# mistake: layer.variables counted, with the state of a Dropout's random numbers among them
# looks like: layer.variables instead of layer.weights
# why: variables are also what a layer notes for itself: a Dropout has two numbers there, from which it draws the next
# why: ones. No training learns them, no file of weights keeps them, and summary() does not count them.
# try: model = keras.Sequential([keras.Input((4,)), keras.layers.Dropout(0.5, name="drop")])
# try: print(summary_table(model))  # expected: [('drop', (None, 4), 0, 0)]
# fails: parameters_are_counted
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
    x = keras.layers.Flatten()(model.get_layer(cut).output)
    x = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(inputs=model.input, outputs=x)


def freeze_all_but(model, n):
    model.trainable = True
    for index, layer in enumerate(model.layers):
        layer.trainable = index >= len(model.layers) - n


def summary_table(model):
    def count(variables):
        return sum(int(np.prod(variable.shape)) for variable in variables)

    return [
        (each.name, each.output.shape, count(each.variables), count(each.trainable_variables)) for each in model.layers
    ]
