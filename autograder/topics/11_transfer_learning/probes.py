"""Probes of 11: bases to be asked and cut, files of weights, and what passes through the head of a student's model.

They run beside the student's code and hold no expected values.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np


def base_of(
    shape: Sequence[int], kernel: np.ndarray, norm: np.ndarray, vectors: bool, scaled: bool, name: str = "base"
) -> keras.Model:
    """A 1x1 convolution with BatchNormalization, ReLU and Dropout, under a layer that standardizes each image.

    Args:
        kernel: (channels, features).
        norm: BatchNormalization's four weights, (4, features).
        vectors: Whether it ends in an average over the image.
        scaled: Whether images are standardized first, so that their scale does not matter.
    """
    x = inputs = keras.Input(tuple(shape))
    if scaled:
        x = keras.layers.LayerNormalization(axis=[1, 2, 3], epsilon=1e-9, center=False, scale=False)(x)
    convolution = keras.layers.Conv2D(kernel.shape[1], 1, use_bias=False, name="features")
    normalization = keras.layers.BatchNormalization(name="norm")
    x = keras.layers.ReLU(name="relu")(normalization(convolution(x)))
    x = keras.layers.Dropout(0.5, name="dropout")(x)
    if vectors:
        x = keras.layers.GlobalAveragePooling2D(name="average")(x)
    convolution.set_weights([kernel[None, None]])
    normalization.set_weights(list(norm))
    return keras.Model(inputs, x, name=name)


def means_of(shape: Sequence[int]) -> keras.Model:
    """A base whose vectors are the averages of the channels."""
    inputs = keras.Input(tuple(shape))
    return keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(inputs), name="base")


def _leaves(model: keras.Model) -> Iterator[keras.layers.Layer]:
    for layer in model.layers:
        yield from _leaves(layer) if isinstance(layer, keras.Model) else [layer]


def _new_weights(model: keras.Model, base: keras.Model) -> list[keras.Variable]:
    known = {id(weight) for weight in base.weights}
    return [weight for weight in model.weights if id(weight) not in known]


def head(model: keras.Model, base: keras.Model, x: np.ndarray, scale: float, seed: int) -> list[np.ndarray]:
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
    # Nothing public shows the values inside a subclassed model.
    keras.Layer.__call__ = watched
    try:
        model(keras.ops.convert_to_tensor(x), training=training)
    finally:
        keras.Layer.__call__ = usual
    return calls


def outputs(base: keras.Model, x: np.ndarray) -> dict[str, np.ndarray]:
    """What each layer of a functional `base` gives at prediction, by its name."""
    layers = [layer for layer in base.layers if not isinstance(layer, keras.layers.InputLayer)]
    given = keras.Model(base.inputs, [layer.output for layer in layers])(x, training=False)
    return {layer.name: keras.ops.convert_to_numpy(value) for layer, value in zip(layers, given, strict=True)}


# --- files -----------------------------------------------------------------------------------------------------------


def maker(filters: int, name: str) -> Callable[[], keras.Model]:
    """A function that makes a small network with other random weights each time."""

    def make_base() -> keras.Model:
        return keras.Sequential(
            [
                keras.Input((None, None, 3)),
                keras.layers.Conv2D(filters, 3, name="conv"),
                keras.layers.BatchNormalization(name="norm"),
                keras.layers.Conv2D(5, 1, name="last"),
            ],
            name=name,
        )

    return make_base


def saved(make_base: Callable[[], keras.Model], path: str, seed: int, damage: str = "") -> list[np.ndarray]:
    """Write a file of drawn weights for this network, and give the weights.

    Args:
        path: It ends in ".weights.h5", or in ".h5" for a file as older versions of Keras wrote it.
        damage: "cut" leaves the first half of the file, "page" writes a web page in its place.
    """
    rng, model = np.random.default_rng(seed), make_base()
    model.set_weights([rng.uniform(0.1, 1, size=tuple(weight.shape)) for weight in model.weights])
    if path.endswith(".weights.h5"):
        model.save_weights(path)
    else:
        _save_as_before(model, path)
    if damage:
        content = Path(path).read_bytes()
        page = b"<!DOCTYPE html><html><body>404 Not Found</body></html>"
        Path(path).write_bytes(content[: len(content) // 2] if damage == "cut" else page)
    return model.get_weights()


def _save_as_before(model: keras.Model, path: str) -> None:
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [layer.name.encode() for layer in model.layers]
        file.attrs["backend"], file.attrs["keras_version"] = b"tensorflow", b"2.0.8"
        for layer in model.layers:
            group = file.create_group(layer.name)
            weights = [*layer.trainable_weights, *layer.non_trainable_weights]
            names = [f"{layer.name}/{weight.name}:0" for weight in weights]
            group.attrs["weight_names"] = [name.encode() for name in names]
            for name, weight in zip(names, weights, strict=True):
                group[name] = weight.numpy()


def refused(load_base: Callable[..., Any], path: str, make_base: Callable[[], keras.Model]) -> list[Any]:
    """How `load_base(path, make_base)` ends: the exception's type, whether it is a ValueError, and its message."""
    try:
        load_base(path, make_base)
    except NotImplementedError:
        raise
    except Exception as error:
        return [type(error).__name__, isinstance(error, ValueError), str(error)[:5_000]]
    return ["", False, ""]


def parts(model: keras.Model, base: keras.Model, x: np.ndarray) -> list[list[Any]]:
    """The kernels of `model`, those of the base first: "base: features/kernel", the shape, and whether it learns."""
    model(x, training=False)
    inside, learning = {id(weight) for weight in base.weights}, {id(weight) for weight in model.trainable_weights}
    return [
        [
            f"{'base' if id(weight) in inside else 'head'}: {'/'.join(weight.path.split('/')[-2:])}",
            [int(size) for size in weight.shape],
            id(weight) in learning,
        ]
        for weight in model.weights
        if weight.name in ("kernel", "gamma")
    ]
