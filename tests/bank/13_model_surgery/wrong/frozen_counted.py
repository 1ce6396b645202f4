# mistake: the last column is what does not learn
# looks like: how many are frozen, not how many learn
# fails: parameters_are_counted, keeps_to_its_contract
# points: 8.5
import math

import keras


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
    return [
        (
            layer.name,
            tuple(layer.output.shape),
            layer.count_params(),
            sum(math.prod(weight.shape) for weight in layer.non_trainable_weights),
        )
        for layer in model.layers
    ]
