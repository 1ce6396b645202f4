"""Probes that build models around a base, and show the weights and flags of what is in them.

They run beside the student's code and hold no expected values. A base is described by its layers in order: a pair of
kind and name, `("conv", "block1_conv")`, or `("model", "inner", [...])` for a model nested in it. The kinds: "conv" (a
3x3 convolution that keeps the size), "norm" (BatchNormalization), "act" (an activation whose slope is never 0).
"""

from collections.abc import Iterator, Sequence
from typing import Any

import keras
import numpy as np

LayerSpec = Sequence[Any]


def build(
    layers: Sequence[LayerSpec],
    base_kind: str,
    model_kind: str,
    image_shape: Sequence[int],
    width: int,
    num_classes: int,
) -> tuple[keras.Model, keras.Model]:
    """A base of these layers, and a classifier that contains it: the base, an average over the image, a Dense "head".

    Args:
        layers: See above.
        base_kind: "functional", "sequential" or "subclassed".
        model_kind: "functional", "sequential" or "subclassed", with the base as one layer; or "inlined", a functional
            model from the base's input and output, or "inlined sequential", whose layers are those of the base.
        image_shape: (height, width, channels).
        width: Number of filters of each convolution.
        num_classes: Of the softmax head.

    Returns:
        base, model: Both have their weights; neither is compiled.
    """
    made = _layers(layers, image_shape, width)
    base = _chained(made, base_kind, image_shape, "base")
    average = keras.layers.GlobalAveragePooling2D(name="averages")
    head = keras.layers.Dense(num_classes, activation="softmax", name="head")
    if model_kind == "inlined":
        return base, keras.Model(base.input, head(average(base.output)), name="model")
    parts = made if model_kind == "inlined sequential" else [base]
    return base, _chained([*parts, average, head], model_kind.removeprefix("inlined "), image_shape, "model")


class _Chain(keras.Model):
    """Layers one after the other, as a subclass."""

    def __init__(self, parts: Sequence[keras.layers.Layer], name: str):
        super().__init__(name=name)
        self.parts = list(parts)

    def call(self, inputs: Any) -> Any:
        for part in self.parts:
            inputs = part(inputs)
        return inputs


def _chained(parts: Sequence[keras.layers.Layer], kind: str, shape: Sequence[int], name: str) -> keras.Model:
    if kind == "sequential":
        return keras.Sequential([keras.Input(tuple(shape)), *parts], name=name)
    if kind == "subclassed":
        model = _Chain(parts, name)
        model(np.zeros((1, *shape), dtype="float32"))
        return model
    inputs = x = keras.Input(tuple(shape), name=f"{name}_input")
    for part in parts:
        x = part(x)
    return keras.Model(inputs, x, name=name)


def _layers(specs: Sequence[LayerSpec], shape: Sequence[int], width: int) -> list[keras.layers.Layer]:
    made: list[keras.layers.Layer] = []
    for kind, name, *inner in specs:
        if kind == "conv":
            made.append(keras.layers.Conv2D(width, 3, padding="same", name=name))
        elif kind == "norm":
            made.append(keras.layers.BatchNormalization(name=name))
        elif kind == "act":
            made.append(keras.layers.Activation("elu", name=name))
        else:
            made.append(_chained(_layers(inner[0], shape, width), "functional", shape, name))
        if kind in ("conv", "model"):
            shape = (*shape[:2], width)
    return made


def compile_first(model: keras.Model, learning_rate: float, loss: Any, eager: bool) -> None:
    """Compile as for a first phase of training: with gradient descent, and no metric.

    Args:
        loss: As for `compile`.
        eager: Without tracing, which takes longer than a single step.
    """
    model.compile(optimizer=keras.optimizers.SGD(learning_rate), loss=loss, run_eagerly=eager)


def values(model: keras.Model) -> dict[str, np.ndarray]:
    """Every weight of `model` by the name of its layer and its own, `block1_conv/kernel`, in order."""
    return {f"{leaf.name}/{weight.name}": weight.numpy() for leaf in _leaves(model) for weight in leaf.weights}


def flags(model: keras.Model) -> dict[str, bool]:
    """`trainable` of each layer in `model.layers` by its name, in order."""
    return {layer.name: bool(layer.trainable) for layer in model.layers}


def switched_on(model: keras.Model) -> list[str]:
    """Names, as in `values`, of the weights that training would move, going by the flags of the layers they are in."""
    found = []
    for leaf in _leaves(model):
        moves = {id(weight) for weight in leaf.trainable_weights}
        if leaf.trainable and isinstance(leaf, keras.layers.BatchNormalization):
            moves |= {id(leaf.moving_mean), id(leaf.moving_variance)}
        found += [f"{leaf.name}/{weight.name}" for weight in leaf.weights if id(weight) in moves]
    return found


def set_trainable(model: keras.Model, names: Sequence[str]) -> None:
    """Let the layers of these names in `model.layers` learn, and no others."""
    for layer in model.layers:
        layer.trainable = layer.name in names


def own_attributes(model: keras.Model) -> list[str]:
    """Public names that are set on `model` or on a layer in it, each once."""
    objects = [model, *model.layers, *_leaves(model)]
    return sorted({name for each in objects for name in vars(each) if not name.startswith("_")})


def loss_of(model: keras.Model, y: np.ndarray, answers: np.ndarray) -> float:
    """What the loss that `model` is compiled with makes of labels `y` and these answers, in the place of its own."""
    return float(model.compute_loss(None, keras.ops.convert_to_tensor(y), keras.ops.convert_to_tensor(answers)))


def metrics_of(model: keras.Model, y: np.ndarray, answers: np.ndarray) -> dict[str, float]:
    """The same for the metrics that `model` is compiled with, by name; those of earlier calls are forgotten first."""
    model.reset_metrics()
    found = model.compute_metrics(None, keras.ops.convert_to_tensor(y), keras.ops.convert_to_tensor(answers))
    return {str(name): float(value) for name, value in found.items() if name != "loss"}


def learning_rate_of(model: keras.Model) -> float:
    """The learning rate of the optimizer that `model` is compiled with."""
    return float(model.optimizer.learning_rate)


def _leaves(layer: keras.layers.Layer) -> Iterator[keras.layers.Layer]:
    """The layers in `layer` that are not models themselves, in order."""
    if not isinstance(layer, keras.Model):
        yield layer
        return
    for each in layer.layers:
        yield from _leaves(each)
