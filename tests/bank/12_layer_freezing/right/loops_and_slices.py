# right: loops, slices from get_layer, NumPy counts as a list, RMSprop, metric 'acc'
import numpy as np
from keras import layers, optimizers


def freeze(base):
    for i in range(len(base.layers)):
        base.layers[i].trainable = False


def freeze_before(base, first):
    index = base.layers.index(base.get_layer(name=first))
    for layer in base.layers[:index]:
        layer.trainable = False
    for layer in base.layers[index:]:
        layer.trainable = True
        if isinstance(layer, layers.BatchNormalization):
            layer.trainable = False


def count_parameters(model):
    return [np.sum([np.prod(w.shape) for w in group]) for group in (model.trainable_weights, model.non_trainable_weights)]


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    model.compile(loss=model.loss, optimizer=optimizers.RMSprop(learning_rate), metrics=["acc"])
