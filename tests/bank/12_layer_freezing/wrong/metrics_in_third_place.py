# mistake: gives the metrics in third place, where compile expects loss_weights
# looks like: metrics given in third place: there compile takes loss_weights. Write metrics=[...]
# fails: fine_tuning_takes_effect, compiled_as_asked
# points: 6
from itertools import dropwhile, takewhile

import keras
import numpy as np
from keras.layers import BatchNormalization


def _everything_in(model):
    stack = [model]
    while stack:
        layer = stack.pop()
        yield layer
        stack += getattr(layer, "layers", [])


def _switch(model, on):
    # Off and on again: assigning what is there already reaches no layer.
    for layer in list(_everything_in(model)):
        layer.trainable = not on
        layer.trainable = on


def freeze(base):
    _switch(base, False)


def freeze_before(base, first):
    if not any(layer.name == first for layer in base.layers):
        raise ValueError(f"{base.name} has no layer {first!r}")
    _switch(base, True)
    for layer in takewhile(lambda layer: layer.name != first, base.layers):
        _switch(layer, False)
    for layer in dropwhile(lambda layer: layer.name != first, base.layers):
        if isinstance(layer, BatchNormalization):
            _switch(layer, False)


def count_parameters(model):
    sizes = [[int(np.prod(w.shape)) for w in ws] for ws in (model.trainable_weights, model.non_trainable_weights)]
    return tuple(map(sum, sizes))


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    old = model.optimizer
    settings = old.get_config() | {"learning_rate": learning_rate, "name": "fine_tuning"}
    model.compile(type(old).from_config(settings), model.loss, ["accuracy"], run_eagerly=True)
