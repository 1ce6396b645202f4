# mistake: a method get_layer_index, which no model has
# fails: the_named_layer_is_the_first_that_learns, a_base_that_was_frozen_learns_again, batch_normalization_keeps_its_statistics, fine_tuning_takes_effect, compiled_as_asked, keeps_to_its_contract
# points: 2
# says: AttributeError
import math

import keras
import numpy as np


def freeze(base):
    base.trainable = True
    base.trainable = False


def freeze_before(base, first):
    start = base.get_layer_index(first)
    base.trainable = False
    base.trainable = True
    for i, layer in enumerate(base.layers):
        if i < start or isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False


def count_parameters(model):
    trainable = sum(math.prod(w.shape) for w in model.trainable_weights)
    frozen = sum(math.prod(w.shape) for w in model.non_trainable_weights)
    return trainable, frozen


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=model.loss, metrics=["accuracy"])
