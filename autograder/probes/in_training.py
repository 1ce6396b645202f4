"""Probes that make a model answer otherwise in training than outside it. They run beside the student's code."""

import keras


def normalizing(model: keras.Model) -> keras.Model:
    """`model` behind a BatchNormalization that changes nothing, except in training."""
    norm = keras.layers.BatchNormalization(epsilon=1, moving_variance_initializer="zeros")
    whole = keras.Sequential([keras.Input(model.input_shape[1:]), norm, model])
    whole.compile(run_eagerly=True)
    return whole
