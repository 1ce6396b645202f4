"""Probes that build models to be operated on, and ask what has become of them.

They run beside the student's code and hold no expected values. A model is described by its layers in order, as (kind,
name, more): see `_layer`.
"""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from autograder.probes import freezing

REAL = {"VGG16": keras.applications.VGG16, "MobileNet": keras.applications.MobileNet}


def build(layers: Sequence[Sequence[Any]], shape: Sequence[int], kind: str, frozen: Sequence[str], seed: int) -> Any:
    """A model of these layers with weights that the seed decides, "sequential" or "functional".

    Args:
        layers: Kind "add", in a functional model only, adds the output of the layer named in its third place; a name
            that was there before uses that layer again.
        frozen: Names of the layers that do not learn.
    """
    if kind == "sequential":
        model = keras.Sequential([keras.Input(tuple(shape), name="image"), *(_layer(*each) for each in layers)])
    else:
        made: dict[str, keras.Layer] = {}
        outputs: dict[str, Any] = {}
        x = inputs = keras.Input(tuple(shape), name="image")
        for what, name, *more in layers:
            made[name] = made.get(name) or (keras.layers.Add(name=name) if what == "add" else _layer(what, name, *more))
            outputs[name] = x = made[name]([x, outputs[more[0]]] if what == "add" else x)
        model = keras.Model(inputs, x, name="model")
    chance = np.random.default_rng(seed)
    for weight in model.weights:
        value = chance.normal(0, 0.5, size=tuple(weight.shape))
        weight.assign(np.abs(value) + 0.5 if weight.name == "moving_variance" else value)
    for layer in model.layers:
        layer.trainable = layer.name not in frozen
    return model


def _layer(kind: str, name: str, more: Any = None) -> keras.Layer:
    layers = keras.layers
    makers = {
        "conv": lambda: layers.Conv2D(more, 3, padding="same", activation="elu", name=name),
        "norm": lambda: layers.BatchNormalization(name=name),
        "pool": lambda: layers.AveragePooling2D(2, name=name),
        "average": lambda: layers.GlobalAveragePooling2D(keepdims=True, name=name),
        "flatten": lambda: layers.Flatten(name=name),
        "drop": lambda: layers.Dropout(0.5, name=name),
        "nested": lambda: keras.Sequential([layers.Dense(more), layers.BatchNormalization()], name=name),
        "dense": lambda: layers.Dense(more, activation="elu", name=name),
        "softmax": lambda: layers.Dense(more, activation="softmax", name=name),
    }
    return makers[kind]()


def real(name: str) -> tuple[keras.Model, str]:
    """VGG16 or MobileNet for small images, without learnt weights, and where to cut: fc2, or what pools the maps."""
    model = REAL[name](weights=None, input_shape=(32, 32, 3))
    pools = [layer.name for layer in model.layers if isinstance(layer, keras.layers.GlobalAveragePooling2D)]
    return model, [*pools, model.layers[-2].name][0]


def output_of(model: keras.Model, name: str, x: np.ndarray) -> np.ndarray:
    """What the layer of this name gives for `x`, at prediction."""
    return np.asarray(keras.Model(model.inputs, model.get_layer(name).output)(x, training=False))


def operated(
    old: keras.Model, names: Sequence[str], new: keras.Model, x: np.ndarray, kernel: np.ndarray, bias: np.ndarray
) -> dict[str, Any]:
    """What the answers of `new` are, once its head has these weights.

    Returns:
        shape: Of its answers to `x`.
        head: Shapes of the weights that get `kernel` and `bias`; of the last two if it has none of these shapes.
        lost: Which of the named layers of `old` have a weight that `new` has not.
        answers: For the first two images, with the weights in its head; as they are if it has none of these shapes.
    """
    shape = new(x, training=False).shape
    fitting = [[weight for weight in new.weights if weight.shape == value.shape] for value in (kernel, bias)]
    head = [found[-1] for found in fitting] if all(fitting) else new.weights[-2:]
    values = [weight.numpy() for weight in new.weights] if names else []
    lost = {
        name: None
        for name in names
        for weight in old.get_layer(name).get_weights()
        if not any(np.array_equal(weight, value) for value in values)
    }
    for weight, value in zip(head, (kernel, bias), strict=False):
        if all(fitting):
            weight.assign(value)
    answers = np.asarray(new(x, training=False))[:2].ravel()[:20]
    return {
        "shape": [int(size) for size in shape],
        "head": [[int(size) for size in weight.shape] for weight in head],
        "lost": list(lost),
        "answers": answers,
    }


def answer_shape(model: keras.Model, x: np.ndarray) -> list[int]:
    """The shape of the answers to `x`."""
    return [int(size) for size in model(x, training=False).shape]


def around(model: keras.Model) -> keras.Model:
    """A classifier that has `model` as its first layer, and a head of its own."""
    return keras.Sequential([model, keras.layers.Flatten(), keras.layers.Dense(3, name="head")])


def moved(model: keras.Model, x: np.ndarray, classes: int) -> dict[str, bool]:
    """The layers with weights in order, and whether one training step on `classes` moves any of them."""
    y = np.eye(classes)[np.arange(len(x)) % classes]
    model(x[:1], training=False)
    freezing.compile_first(model, 0.05, "mse", True)
    before = freezing.values(model)
    model.train_on_batch(x, y)
    found: dict[str, bool] = {}
    for name, value in freezing.values(model).items():
        layer = name.partition("/")[0]
        found[layer] = found.get(layer, False) or not np.array_equal(value, before[name])
    return found
