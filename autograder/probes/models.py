"""Probes that build small models, set weights by shape, and call models.

They run beside the student's code and hold no expected values.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import keras
import numpy as np


def weight_shapes(model: keras.Model, x: np.ndarray) -> list[tuple[str, list[int]]]:
    """Path and shape of each weight of `model`, which is called on the batch `x` first.

    The call comes first because a subclassed model has no weights before it.
    """
    model(x, training=False)
    return [(weight.path, [int(size) for size in weight.shape]) for weight in model.weights]


def set_weights_by_shape(model: keras.Model, values: Sequence[np.ndarray]) -> None:
    """Give each weight of `model` the array among `values` that has its shape.

    Raises:
        ValueError: A weight has a shape that none of `values` has.
    """
    by_shape = {np.shape(value): value for value in values}
    for weight in model.weights:
        shape = tuple(int(size) for size in weight.shape)
        if shape not in by_shape:
            raise ValueError(f"no value of shape {shape} for the weight {weight.path}")
        weight.assign(by_shape[shape])


def answers(model: keras.Model, x: np.ndarray, training: bool, calls: int = 1) -> np.ndarray:
    """What `model(x, training=training)` gives in `calls` calls, stacked: (calls, n, ...)."""
    return np.stack([keras.ops.convert_to_numpy(model(x, training=training)) for _ in range(calls)])


def layer_kinds(model: keras.Model) -> list[str]:
    """Class names of the layers of `model`, those of nested models included, in order."""
    return [type(layer).__name__ for layer in _leaves(model)]


def _leaves(model: keras.Model) -> Iterator[keras.layers.Layer]:
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _leaves(layer)
        else:
            yield layer


def dropout_model(rate: float, num_features: int) -> keras.Model:
    """A model that is one Dropout layer."""
    return keras.Sequential([keras.Input((num_features,)), keras.layers.Dropout(rate)])


def softmax_model(kernel: np.ndarray, bias: np.ndarray) -> keras.Model:
    """A Dense softmax layer with the given kernel (inputs, classes) and bias (classes,)."""
    dense = keras.layers.Dense(bias.shape[0], activation="softmax")
    model = keras.Sequential([keras.Input((kernel.shape[0],)), dense])
    dense.set_weights([kernel, bias])
    return model


def watched(
    function: Callable[..., Any], x: np.ndarray, training: bool, calls: int, rate: float = 0.2
) -> tuple[list[str], list[str]]:
    """Run `function(model, x, training, calls)` on a dropout model that notes how it is used.

    Returns:
        The prediction methods of the model that were used ("predict", "predict_on_batch"), in order, and the mode
        ("True", "False", "None") of each direct call.
    """
    methods: list[str] = []
    modes: list[str] = []

    class Watched(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.dropout = keras.layers.Dropout(rate)

        def call(self, inputs: Any, training: bool | None = None) -> Any:
            modes.append(str(training))
            return self.dropout(inputs, training=training)

        def predict(self, *arguments: Any, **options: Any) -> Any:
            methods.append("predict")
            return super().predict(*arguments, **options)

        def predict_on_batch(self, *arguments: Any, **options: Any) -> Any:
            methods.append("predict_on_batch")
            return super().predict_on_batch(*arguments, **options)

    model = Watched()
    model(x, training=False)
    modes.clear()  # a subclassed model is built in its first call, which Keras may run twice
    function(model, x, training, calls)
    return methods, modes
