"""Probes that look at what a student's model has on top of a base: its weights, and what passes through its head.

They run beside the student's code and hold no expected values.
"""

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from autograder.probes.layers import calls_go_through


def _leaves(model: keras.Model) -> Iterator[keras.layers.Layer]:
    for layer in model.layers:
        yield from _leaves(layer) if isinstance(layer, keras.Model) else [layer]


def _new_weights(model: keras.Model, base: keras.Model) -> list[keras.Variable]:
    known = {id(weight) for weight in base.weights}
    return [weight for weight in model.weights if id(weight) not in known]


def draw(model: keras.Model, base: keras.Model, x: np.ndarray, scale: float, seed: int) -> list[np.ndarray]:
    """Draw the weights of `model` that are not those of `base`, after a first call; these weights."""
    model(x, training=False)
    rng = np.random.default_rng(seed)
    weights = _new_weights(model, base)
    for weight in weights:
        weight.assign(scale * rng.normal(size=tuple(weight.shape)) / max(1, weight.shape[0]) ** 0.5)
    # Larger ones cannot cross, and are not compared.
    return [
        weight.numpy() if np.prod(weight.shape) < 10_000 else np.zeros(tuple(weight.shape[:1])) for weight in weights
    ]


def dense_layers(model: keras.Model, base: keras.Model, x: np.ndarray, training: bool) -> list[list[Any]]:
    """What goes into each Dense layer that is not one of `base`, what its kernel and bias make of it, and its units."""
    calls: list[list[Any]] = []
    known = {id(layer) for layer in _leaves(base)}
    usual = keras.Layer.__call__

    def watched(layer: keras.Layer, *args: Any, **options: Any) -> Any:
        if isinstance(layer, keras.layers.Dense) and id(layer) not in known and args and keras.ops.is_tensor(args[0]):
            inputs = keras.ops.convert_to_numpy(args[0])
            usual(layer, *args, **options)
            weights = layer.get_weights()
            linear = inputs @ weights[0] + (weights[1] if len(weights) > 1 else 0)
            calls.append([inputs, linear, int(layer.units)])
        return usual(layer, *args, **options)

    model(x, training=False)  # a subclass is built by it
    with calls_go_through(watched):
        model(keras.ops.convert_to_tensor(x), training=training)
    return calls


def outputs(base: keras.Model, x: np.ndarray) -> dict[str, np.ndarray]:
    """What each layer of a functional `base` gives at prediction, by its name."""
    layers = [layer for layer in base.layers if not isinstance(layer, keras.layers.InputLayer)]
    given = keras.Model(base.input, [layer.output for layer in layers])(x, training=False)
    return {layer.name: keras.ops.convert_to_numpy(value) for layer, value in zip(layers, given, strict=True)}
