# mistake: sets every layer of the model to learn, so that the head does
# looks like: all layers of the model switched on: layers of the base may be among them
# fails: fine_tuning_takes_effect
# points: 7
# says: though freeze_before alone leaves them frozen
import keras
import numpy as np


def freeze(base):
    base.trainable = False


def freeze_before(base, first):
    names = [layer.name for layer in base.layers]
    if first not in names:
        raise ValueError(f"no layer {first}")
    i = names.index(first)
    base.trainable = True
    for layer in base.layers[:i]:
        layer.trainable = False
    for layer in base.layers[i:]:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False


def count_parameters(model):
    trainable = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    frozen = sum(int(np.prod(w.shape)) for w in model.non_trainable_weights)
    return trainable, frozen


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    for layer in model.layers:  # so that the head learns
        layer.trainable = True
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=model.loss, metrics=["accuracy"])
