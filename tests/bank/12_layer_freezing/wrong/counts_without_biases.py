# mistake: leaves out the biases
# looks like: the biases left out
# fails: parameters_are_counted
# points: 8
# says: expected
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
    def numbers(weights):
        return sum(int(np.prod(w.shape)) for w in weights if w.name != "bias")

    return numbers(model.trainable_weights), numbers(model.non_trainable_weights)


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
        loss=model.loss,
        metrics=["accuracy"],
    )
