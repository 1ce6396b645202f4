"""Probes that build models to be operated on, and ask what has become of them.

They run beside the student's code and hold no expected values. A model is described by its layers in order, as (kind,
name, more): see `_layer`.
"""

import warnings
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from autograder.probes import freezing


def build(layers: Sequence[Sequence[Any]], shape: Sequence[int], kind: str, frozen: Sequence[str], seed: int) -> Any:
    """A model of these layers with weights that the seed decides, "sequential" or "functional".

    Args:
        layers: Kind "add", in a functional model only, adds the output of the layer named in its third place; a name
            that was there before uses that layer again.
        frozen: Names of the layers that do not learn; "model" is the whole of it.
    """
    if kind == "sequential":
        parts = [keras.Input(tuple(shape), name="image"), *(_layer(*each) for each in layers)]
        model = keras.Sequential(parts, name="model")
    else:
        made: dict[str, keras.Layer] = {}
        outputs: dict[str, Any] = {}
        x = inputs = keras.Input(tuple(shape), name="image")
        for what, name, *more in layers:
            made[name] = made.get(name) or _layer(what, name, *more)
            outputs[name] = x = made[name]([x, outputs[more[0]]] if what == "add" else x)
        model = keras.Model(inputs, x, name="model")
    chance = np.random.default_rng(seed)
    for weight in model.weights:
        value = chance.normal(size=tuple(weight.shape)) / np.sqrt(np.prod(weight.shape[:-1]))
        weight.assign(np.abs(value) + 0.5 if weight.name == "moving_variance" else value)
    for name in frozen:
        (model if name == "model" else model.get_layer(name)).trainable = False
    return model


def _layer(kind: str, name: str, more: Any = None) -> keras.Layer:
    layers = keras.layers
    makers = {
        "add": lambda: layers.Add(name=name),
        "conv": lambda: layers.Conv2D(more, 3, padding="same", activation="elu", name=name),
        "norm": lambda: layers.BatchNormalization(name=name),
        "pool": lambda: layers.AveragePooling2D(2, name=name),
        "average": lambda: layers.GlobalAveragePooling2D(keepdims=True, name=name),
        "flatten": lambda: layers.Flatten(name=name),
        "drop": lambda: layers.Dropout(0.5, name=name),
        "nested": lambda: keras.Sequential([_layer("plain", "values", more), _layer("norm", "normed")], name=name),
        "plain": lambda: layers.Dense(more, name=name),
        "dense": lambda: layers.Dense(more, activation="elu", name=name),
        "softmax": lambda: layers.Dense(more, activation="softmax", name=name),
    }
    return makers[kind]()


def real(name: str, cut: int, shape: Sequence[int], seed: int) -> tuple[keras.Model, str]:
    """A network of `keras.applications` for small images, without learnt weights, and the name of one of its layers."""
    keras.utils.set_random_seed(seed)
    model = getattr(keras.applications, name)(weights=None, input_shape=tuple(shape))
    return model, model.layers[cut].name


def output_of(model: keras.Model, name: str, x: np.ndarray) -> np.ndarray:
    """What the layer of this name gives for `x`, at prediction."""
    return np.asarray(keras.Model(model.inputs[0], model.get_layer(name).output)(x, training=False))


def operated(
    old: keras.Model, names: Sequence[str], new: keras.Model, x: np.ndarray, kernel: np.ndarray, bias: np.ndarray
) -> dict[str, Any]:
    """What the answers of `new` are, once its head has these weights.

    Returns:
        shapes: Of its answers to `x`, and of the weights that get `kernel` and `bias`, or of its last two.
        lost: Which of the named layers of `old` have a weight that `new` has not.
        answers: For the first two images, with the weights in its head; as they are if none has these shapes.
    """
    new(x, training=False)  # a Sequential may have no weights before
    fitting = [[weight for weight in new.weights if weight.shape == value.shape] for value in (kernel, bias)]
    head = [found[-1] for found in fitting] if all(fitting) else new.weights[-2:]
    values = [weight.numpy() for weight in new.weights] if names else []
    lost = {
        name: None
        for name in names
        for weight in old.get_layer(name).get_weights()
        if not any(np.array_equal(weight, value) for value in values)
    }
    for weight, value in zip(head, (kernel, bias) if all(fitting) else (), strict=False):
        weight.assign(value)
    answers = np.asarray(new(x, training=False))
    shapes = [[int(size) for size in each] for each in (answers.shape, *(weight.shape for weight in head))]
    return {"shapes": shapes, "lost": list(lost), "answers": answers[:2].ravel()[:20]}


def moved(model: keras.Model, x: np.ndarray) -> dict[str, bool]:
    """The layers with weights in order, and whether one training step moves any of them."""
    y = np.zeros(model(x, training=False).shape)
    y[np.arange(len(x)), ..., np.arange(len(x)) % y.shape[-1]] = 1
    freezing.compile_first(model, 0.05, "mse", True)
    before = freezing.values(model)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The model does not have any trainable weights")
        model.train_on_batch(x, y)
    found: dict[str, bool] = {}
    for name, value in freezing.values(model).items():
        layer = name.partition("/")[0]
        found[layer] = found.get(layer, False) or not np.array_equal(value, before[name])
    return found


def answer_shape(model: keras.Model, x: np.ndarray) -> list[int]:
    """The shape of the answers to `x`."""
    return [int(size) for size in model(x, training=False).shape]
