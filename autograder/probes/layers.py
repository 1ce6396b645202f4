"""Probes that look at the values on their way through a network, layer by layer.

They run beside the student's code and hold no expected values.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np

_CONVOLUTIONS = (keras.layers.Conv2D, keras.layers.SeparableConv2D)


def declared_shape(model: keras.Model) -> list[int | None]:
    """Shape of one input, as `model` declares it; empty where it does not, as a subclass may."""
    shape = getattr(model, "input_shape", None)
    return list(shape[1:]) if isinstance(shape, tuple) else []


def draw_weights(model: keras.Model, x: np.ndarray, scale: float, seed: int) -> None:
    """Give each kernel of `model` random values, whatever it began with, so that the values of a batch keep their size
    from layer to layer, times `scale`.

    The model answers `x` first: a subclass has no weights before it does.
    """
    model(x, training=False)
    rng = np.random.default_rng(seed)
    for weight in model.trainable_weights:
        shape = tuple(int(size) for size in weight.shape)
        if len(shape) > 1:
            weight.assign(rng.normal(size=shape) * scale / np.sqrt(np.prod(shape[:-1])))


def parts(model: keras.Model, x: np.ndarray) -> list[tuple[str, bool, int]]:
    """What happens to `x` on its way through `model`, in order: in each layer, and between two.

    Returns:
        "Conv2D", "Dense", "max" or "mean" for pooling that takes these of its windows and makes maps smaller, or
        "other"; whether it is more than a linear change of each value (of a layer with a kernel, of what that makes);
        and how many pixels one value of a convolution sees (0 for others).
    """
    found: list[tuple[str, bool, int]] = []
    before, starts = None, []
    for layer, inputs, outputs in _calls(model, x):
        if before is not None and not np.array_equal(before, inputs):
            found.append((*_between(before, inputs), 0))
        if isinstance(layer, keras.layers.Dense):
            found.append(("Dense", _is_bent(layer, inputs), 0))
        elif isinstance(layer, _CONVOLUTIONS) and not any(np.array_equal(inputs, each) for each in starts):
            starts.append(inputs)
            found.append(("Conv2D", _is_bent(layer, inputs), int(np.prod(layer.kernel_size))))
        else:  # a convolution beside another one, as in a block with a shortcut, too
            found.append((*_judged(inputs, outputs), 0))
        before = outputs
    return found


def maps(model: keras.Model, x: np.ndarray) -> list[np.ndarray]:
    """The maps of the first image of `x` as they leave the block of each convolution, (height, width, maps)."""
    found: list[np.ndarray] = []
    for layer, inputs, outputs in _calls(model, x):
        if found and inputs.ndim == 4:
            found[-1] = inputs[0]
        if isinstance(layer, _CONVOLUTIONS):
            found.append(outputs[0])
        elif found and outputs.ndim == 4 and not isinstance(layer, keras.layers.Dense):
            found[-1] = outputs[0]
    return found


def _calls(model: keras.Model, x: np.ndarray) -> list[tuple[keras.Layer, np.ndarray, np.ndarray]]:
    """The layers that call no others, in order, each with what came in and what went out."""
    calls: list[tuple[keras.Layer, np.ndarray, np.ndarray]] = []
    usual = keras.Layer.__call__

    def watched(layer: keras.Layer, *args: Any, **options: Any) -> Any:
        before = len(calls)
        outputs = usual(layer, *args, **options)
        if len(calls) == before and args and all(map(keras.ops.is_tensor, (args[0], outputs))):
            calls.append((layer, *map(keras.ops.convert_to_numpy, (args[0], outputs))))
        return outputs

    with calls_go_through(watched):
        model(keras.ops.convert_to_tensor(x), training=False)
    return calls


@contextmanager
def calls_go_through(watched: Callable[..., Any]) -> Iterator[None]:
    """Have `watched(layer, *args, **options)` called wherever a layer is: nothing public shows the values inside a
    subclassed model."""
    usual = keras.Layer.__call__
    keras.Layer.__call__ = watched
    try:
        yield
    finally:
        keras.Layer.__call__ = usual


def _is_bent(layer: keras.Layer, inputs: np.ndarray) -> bool:
    """Whether the answer to the mean of two inputs is not the mean of the two answers.

    The second inputs have the other sign: images that are much alike would not get ReLU to bend. They are twice as
    large, for functions like tanh.
    """
    one, other = inputs, -2 * inputs
    first, second, middle = (keras.ops.convert_to_numpy(layer(each)) for each in (one, other, (one + other) / 2))
    return bool(np.abs((first + second) / 2 - middle).max() > 1e-3 * np.abs(middle).max())


def _between(one: np.ndarray, other: np.ndarray) -> tuple[str, bool]:
    """As `_judged`, for functions that are not layers. If the last of them turns maps into vectors, what the others did
    to the maps before can still be seen."""
    if one.ndim != 4 or other.ndim != 2 or other.shape[-1] % one.shape[-1]:
        return _judged(one, other)
    maps = other.reshape(len(other), 1, -1, one.shape[-1])
    if maps.shape[2] > 1:
        return _judged(one, maps)
    # The mean of a map is at least 0 wherever its own values are not only if these were bent on the way.
    return "other", bool(maps.min() >= 0 > one.mean(axis=(1, 2)).min())


def _judged(one: np.ndarray, other: np.ndarray) -> tuple[str, bool]:
    """What becomes of `one` where it becomes `other`, and whether that is more than linear, judged by the values."""
    if one.shape == other.shape:
        x, y = (each.reshape(-1, each.shape[-1]) - each.mean(axis=tuple(range(each.ndim - 1))) for each in (one, other))
        line = x * ((x * y).sum(axis=0) / np.maximum((x * x).sum(axis=0), 1e-9))
        return "other", bool(np.abs(y - line).max() > 1e-3 * np.abs(y).max())
    if one.ndim != 4 or one.shape[-1] != other.shape[-1]:
        return "other", False
    values, picked = (each.reshape(len(each), -1, each.shape[-1]) for each in (one, other))
    is_taken = all(np.isin(found, [*given, 0]).all() for found, given in zip(picked[0].T, values[0].T, strict=True))
    # Maps by themselves: how far they lie apart has nothing to do with how much is won in each.
    rise = (picked.mean(axis=1) - values.mean(axis=1)).mean() / max(values.std(axis=1).mean(), 1e-9)
    kind = "max" if is_taken and rise > 0.1 else "mean" if abs(rise) < 0.1 else "other"
    # Windows that move on by 1 leave nearly as many values as there were; steps of 2 leave about a quarter.
    is_smaller = picked.shape[1] <= 0.7 * values.shape[1]
    return kind if is_smaller else "other", bool(picked.min() == 0 > values.min())
