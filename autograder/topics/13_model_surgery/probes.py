"""Probes that build models to be operated on, and ask what has become of them.

They run beside the student's code and hold no expected values. A model is described by its layers in order, as (kind,
name, more): see `_layer`.
"""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from autograder.probes import freezing


def build(layers: Sequence[Sequence[Any]], shape: Sequence[int], kind: str, frozen: Sequence[str], seed: int) -> Any:
    """A model of these layers with weights that the seed decides, "sequential" or "functional".

    Args:
        layers: Kind "add", in a functional model only, adds the output of the layer named in its third place; the name
            of a layer that was there before uses that layer again.
        frozen: Names of the layers that do not learn.
    """
    if kind == "sequential":
        model = keras.Sequential([keras.Input(tuple(shape), name="image"), *(_layer(*each) for each in layers)])
    else:
        made: dict[str, keras.Layer] = {}
        x = inputs = keras.Input(tuple(shape), name="image")
        outputs: dict[str, Any] = {}
        for what, name, *more in layers:
            if what == "add":
                x = keras.layers.Add(name=name)([x, outputs[more[0]]])
            else:
                made[name] = made.get(name) or _layer(what, name, *more)
                x = made[name](x)
            outputs[name] = x
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
    match kind:
        case "conv":
            return layers.Conv2D(more, 3, padding="same", activation="elu", name=name)
        case "norm":
            return layers.BatchNormalization(name=name)
        case "pool":
            return layers.AveragePooling2D(2, name=name)
        case "average":
            return layers.GlobalAveragePooling2D(keepdims=bool(more), name=name)
        case "flatten":
            return layers.Flatten(name=name)
        case "drop":
            return layers.Dropout(0.5, name=name)
        case "nested":
            return keras.Sequential([layers.Dense(more), layers.BatchNormalization()], name=name)
        case "softmax":
            return layers.Dense(more, activation="softmax", name=name)
        case _:
            return layers.Dense(more, activation="elu", name=name)


def vgg16() -> keras.Model:
    """VGG16 for small images, without learnt weights."""
    return keras.applications.VGG16(weights=None, input_shape=(32, 32, 3))


def mobilenet() -> tuple[keras.Model, str]:
    """MobileNet for small images, without learnt weights, and the name of the layer that pools its maps."""
    model = keras.applications.MobileNet(weights=None, input_shape=(32, 32, 3))
    pooling = next(layer for layer in model.layers if isinstance(layer, keras.layers.GlobalAveragePooling2D))
    return model, pooling.name


def layer_names(model: keras.Model) -> list[str]:
    """Names of `model.layers`, in order."""
    return [layer.name for layer in model.layers]


def output_of(model: keras.Model, name: str, x: np.ndarray) -> np.ndarray:
    """What the layer of this name gives for `x`, at prediction."""
    return np.asarray(keras.Model(model.inputs, model.get_layer(name).output)(x, training=False))


def operated(
    old: keras.Model, names: Sequence[str], new: keras.Model, x: np.ndarray, kernel: np.ndarray, bias: np.ndarray
) -> dict[str, Any]:
    """What the answers of `new` are, first as it is, then with these weights in its head.

    Returns:
        shape: Of its answers to `x`.
        head: Shapes of the last two weights; of those that get `kernel` and `bias`, if there are weights of that shape.
        lost: Which of the named layers of `old` have a weight that `new` has not.
        answers: With the weights in its head; as they are if the head has other weights.
        old: The shape of the answers of `old`.
    """
    answers = new(x, training=False)
    places = [
        next((weight for weight in reversed(new.weights) if tuple(weight.shape) == value.shape), None)
        for value in (kernel, bias)
    ]
    has_head = all(place is not None for place in places)
    shapes = [kernel.shape, bias.shape] if has_head else [tuple(weight.shape) for weight in new.weights[-2:]]
    values = [weight.numpy() for weight in new.weights] if names else []
    lost = [
        name
        for name in names
        for weight in old.get_layer(name).get_weights()
        if not any(np.array_equal(weight, value) for value in values)
    ]
    if has_head:
        for place, value in zip(places, (kernel, bias), strict=True):
            place.assign(value)
        answers = new(x, training=False)
    return {
        "shape": [int(size) for size in answers.shape],
        "head": [[int(size) for size in shape] for shape in shapes],
        "lost": list(dict.fromkeys(lost)),
        "answers": np.asarray(answers)[:2].ravel()[:20],
        "old": [int(size) for size in old(x[:1], training=False).shape],
    }


def counts(model: keras.Model) -> list[int]:
    """How many numbers of the model's weights learn, and how many do not."""
    sizes = [[int(np.prod(weight.shape)) for weight in weights] for weights in (
        model.trainable_weights, model.non_trainable_weights,
    )]  # fmt: skip
    return [sum(each) for each in sizes]


def around(model: keras.Model) -> keras.Model:
    """A classifier that has `model` as its first layer, and a head of its own."""
    return keras.Sequential([model, keras.layers.Flatten(), keras.layers.Dense(3, name="head")])


def moved(model: keras.Model, x: np.ndarray, y: np.ndarray) -> list[str]:
    """Names of the layers that one training step moves, each once, in order."""
    model(x[:1], training=False)
    freezing.compile_first(model, 0.05, "mse", True)
    before = freezing.values(model)
    model.train_on_batch(x, y)
    changed = [name for name, value in freezing.values(model).items() if not np.array_equal(value, before[name])]
    return list(dict.fromkeys(name.partition("/")[0] for name in changed))
