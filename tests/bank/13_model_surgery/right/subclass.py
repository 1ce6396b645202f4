# right: the new model is a subclass of keras.Model; shapes are computed
import keras
import numpy as np


def to_sequential(model, num_classes):
    new = keras.Sequential()
    for layer in model.layers[:-1]:
        layer.trainable = False
        new.add(layer)
    new.add(keras.layers.Dense(num_classes, activation="softmax"))
    return new


class Operated(keras.Model):
    def __init__(self, kept, num_classes):
        super().__init__()
        self.head = keras.layers.Dense(num_classes, activation="softmax")
        self.flatten = keras.layers.Flatten()
        self.kept = kept

    def call(self, inputs, training=None):
        return self.head(self.flatten(self.kept(inputs, training=training)))


def replace_top(model, cut, num_classes):
    return Operated(keras.Model(model.inputs, model.get_layer(cut).output), num_classes)


def freeze_all_but(model, n):
    model.trainable = True
    layers = list(model.layers)
    learning = {id(layers.pop()) for _ in range(n)}
    for layer in model.layers:
        layer.trainable = id(layer) in learning


def summary_table(model):
    rows = []
    for layer in model.layers:
        learn = sum(value.size for value in map(np.asarray, layer.trainable_weights))
        rows.append((layer.name, keras.ops.shape(layer.output), layer.count_params(), learn))
    return rows
