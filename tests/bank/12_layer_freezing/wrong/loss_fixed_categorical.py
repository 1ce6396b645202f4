# mistake: categorical_crossentropy fixed in the code
# looks like: a loss fixed in the code: the model knows its own, model.loss
# fails: fine_tuning_takes_effect, compiled_as_asked
# points: 6
# says: categorical_crossentropy
# says: loss
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
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss="categorical_crossentropy", metrics=["accuracy"])
