"""Probes that look into a network while it answers, and that train a model which counts its images.

They run beside the student's code and hold no expected values.
"""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from autograder.probes.feeding import batches

_CONVOLUTIONS = (keras.layers.Conv2D, keras.layers.SeparableConv2D)


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
        "Conv2D", "Dense", "max" or "mean" for pooling that takes these of its windows, or "other"; whether it is more
        than a linear change of each value (of a layer with a kernel, of what that makes); and how many pixels one
        value of a convolution sees (0 for others).
    """
    found: list[tuple[str, bool, int]] = []
    before = None
    for layer, inputs, outputs in _calls(model, x):
        if before is not None and not np.array_equal(before, inputs):
            found.append((*_judged(before, inputs), 0))
        if isinstance(layer, keras.layers.Dense):
            found.append(("Dense", _is_bent(layer, inputs), 0))
        elif isinstance(layer, _CONVOLUTIONS):
            found.append(("Conv2D", _is_bent(layer, inputs), int(np.prod(layer.kernel_size))))
        else:
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

    # Nothing public shows the values inside a subclassed model.
    keras.Layer.__call__ = watched
    try:
        model(keras.ops.convert_to_tensor(x), training=False)
    finally:
        keras.Layer.__call__ = usual
    return calls


def _is_bent(layer: keras.Layer, inputs: np.ndarray) -> bool:
    """Whether the answer to the mean of two inputs is not the mean of the two answers."""
    one, other = inputs, inputs[::-1]
    first, second, middle = (keras.ops.convert_to_numpy(layer(each)) for each in (one, other, (one + other) / 2))
    return bool(np.abs((first + second) / 2 - middle).max() > 1e-3 * np.abs(middle).max())


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
    rise = (picked.mean() - values.mean()) / max(values.std(), 1e-9)
    kind = "max" if is_taken and rise > 0.1 else "mean" if abs(rise) < 0.1 else "other"
    return kind, bool(picked.min() == 0 > values.min())


def loss_of(model: keras.Model, x: np.ndarray, y: np.ndarray) -> float:
    """What the loss that `model` is compiled with makes of its answers to `x`."""
    return float(model.compute_loss(x, keras.ops.convert_to_tensor(y), model(x)))


def metrics_of(model: keras.Model, x: np.ndarray, y: np.ndarray) -> dict[str, float]:
    """The same for its metrics, by name."""
    model.reset_metrics()
    found = model.compute_metrics(x, keras.ops.convert_to_tensor(y), model(x))
    return {str(name): float(value) for name, value in found.items() if name != "loss"}


class Counting(keras.Model):
    """A softmax layer on images that have one pixel of their own, which counts how often it is trained on each."""

    def __init__(self, kernel: np.ndarray):
        super().__init__()
        self.flatten = keras.layers.Flatten()
        self.dense = keras.layers.Dense(kernel.shape[1], activation="softmax", use_bias=False)
        self.uses = self.add_weight(shape=(len(kernel),), initializer="zeros", trainable=False)
        self(np.eye(len(kernel))[..., None, None])
        self.dense.set_weights([kernel])

    def call(self, x: Any) -> Any:
        return self.dense(self.flatten(x))

    def train_step(self, data: Any) -> Any:
        self.uses.assign_add(keras.ops.sum(self.flatten(data[0]), axis=0))
        return super().train_step(data)


def trained(
    function: Callable[..., Any], kernel: np.ndarray, labels: np.ndarray, first: int, is_dataset: bool, epochs: int
) -> tuple[Any, np.ndarray, bool]:
    """What `function(model, train, validation, epochs)` returns, where the model's rate is 0 and it stays as it is.

    Args:
        kernel: Of the model's softmax layer: the scores of each image, (images, classes).
        first: So many images are for training, the others for validation; in batches of 4.

    Returns:
        The answer, how often the model was trained on each image, and whether its optimizer is the one of before.
    """
    model = Counting(kernel)
    optimizer, loss = keras.optimizers.SGD(0.0), "sparse_categorical_crossentropy"
    model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"], run_eagerly=True)
    x = np.eye(len(kernel), dtype=np.float32)[..., None, None]
    both = [batches(x[part], labels[part], 4, is_dataset) for part in (slice(first), slice(first, None))]
    answer = function(model, *both, epochs)
    return answer, keras.ops.convert_to_numpy(model.uses), model.optimizer is optimizer
