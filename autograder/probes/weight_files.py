"""Probes that write files of weights, whole and damaged, and have them loaded.

They run beside the student's code and hold no expected values.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np


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
