"""Probes that look into a network while it answers, and that train models on batches whose every use is counted.

They run beside the student's code and hold no expected values.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np
import tensorflow as tf

_CONVOLUTIONS = (keras.layers.Conv2D, keras.layers.SeparableConv2D)


def draw_weights(model: keras.Model, x: np.ndarray, scale: float, seed: int) -> None:
    """Give each kernel of `model` random values of this scale, whatever it was initialised with.

    The model answers `x` first: a subclass has no weights before it does.
    """
    model(x, training=False)
    rng = np.random.default_rng(seed)
    for weight in model.trainable_weights:
        shape = tuple(int(size) for size in weight.shape)
        if len(shape) > 1:
            weight.assign(rng.normal(size=shape) * scale / np.sqrt(np.prod(shape[:-1])))


def parts(model: keras.Model, x: np.ndarray) -> list[dict[str, Any]]:
    """What happens to `x` on its way through `model`, in order: a part for each layer, or what is done between two.

    Returns:
        kind: "convolution", "dense", "max" or "mean" for pooling, "other".
        bends: Whether it is more than a linear change of each value; of a layer with a kernel, of what that makes.
        area: How many pixels of its input one value of a convolution sees; 0 for others.
    """
    found: list[dict[str, Any]] = []
    before = None
    for layer, inputs, outputs in _calls(model, x):
        if before is not None and inputs is not None and not np.array_equal(before, inputs):
            found.append(_between(before, inputs))
        if isinstance(layer, (*_CONVOLUTIONS, keras.layers.Dense)):
            is_dense = isinstance(layer, keras.layers.Dense)
            area = 0 if is_dense else int(np.prod(layer.kernel_size))
            kind = "dense" if is_dense else "convolution"
            found.append({"kind": kind, "bends": inputs is not None and _is_bent(layer, inputs), "area": area})
        elif inputs is not None and outputs is not None:
            found.append(_between(inputs, outputs))
        before = outputs
    return found


def _calls(model: keras.Model, x: np.ndarray) -> list[tuple[keras.Layer, np.ndarray | None, np.ndarray | None]]:
    """Each call of a layer that holds no other layers, while the model answers: the layer, what came in and went out."""
    calls: list[tuple[keras.Layer, np.ndarray | None, np.ndarray | None]] = []

    def watched(layer: keras.Layer, *args: Any, **options: Any) -> Any:
        outputs = usual(layer, *args, **options)
        if layer is not model and not list(layer._flatten_layers(include_self=False)):
            calls.append((layer, _array(args[0] if args else None), _array(outputs)))
        return outputs

    with _patched(watched) as usual:
        model(x, training=False)
    return calls


@contextmanager
def _patched(call: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """Put `call` where all layers are called. Nothing public shows values inside a subclassed model."""
    usual = keras.Layer.__call__
    keras.Layer.__call__ = call
    try:
        yield usual
    finally:
        keras.Layer.__call__ = usual


def _array(value: Any) -> np.ndarray | None:
    """A tensor as an array; None for anything else, such as the list of tensors that Add takes."""
    try:
        return keras.ops.convert_to_numpy(value) if keras.ops.is_tensor(value) else None
    except Exception:  # a symbolic tensor, in a model that is built while it answers
        return None


def _is_bent(layer: keras.Layer, inputs: np.ndarray) -> bool:
    """Whether the answer to a mean of two inputs is not the mean of the two answers."""
    one, other = inputs, inputs[::-1]
    first, second, middle = (keras.ops.convert_to_numpy(layer(each)) for each in (one, other, (one + other) / 2))
    return bool(np.abs((first + second) / 2 - middle).max() > 1e-3 * max(np.abs(middle).max(), 1e-9))


def _between(one: np.ndarray, other: np.ndarray) -> dict[str, Any]:
    """What becomes of `one` where it becomes `other`, judged by the values."""
    kind, bends = "other", False
    if one.shape == other.shape:
        bends = _is_curve(one.reshape(-1, one.shape[-1]), other.reshape(-1, one.shape[-1]))
    elif one.ndim == 4 and one.shape[-1] == other.shape[-1] and other.size < one.size:
        small = other.reshape(len(other), -1, other.shape[-1])
        values = one.reshape(len(one), -1, one.shape[-1])
        places = [(values[:1, :, channel], small[:1, :, channel]) for channel in range(values.shape[-1])]
        if all(np.isin(picked, [*given.ravel(), 0.0]).all() for given, picked in places):
            kind = "max" if small.mean() > values.mean() else "other"
        elif small.min() >= values.min() and small.max() <= values.max():
            kind = "mean"
        bends = bool(small.min() >= 0 > values.min())
    return {"kind": kind, "bends": bends, "area": 0}


def _is_curve(x: np.ndarray, y: np.ndarray) -> bool:
    """Whether in some column y is not a straight line of x."""
    x, y = x - x.mean(axis=0), y - y.mean(axis=0)
    slope = (x * y).sum(axis=0) / np.maximum((x * x).sum(axis=0), 1e-12)
    return bool(np.any(np.abs(y - slope * x).max(axis=0) > 1e-3 * np.maximum(np.abs(y).max(axis=0), 1e-9)))


def count_weights(model: keras.Model, x: np.ndarray) -> int:
    """How many numbers the weights of `model` hold, after it has answered `x`."""
    model(x, training=False)
    return int(sum(np.prod(weight.shape) for weight in model.weights))


def batches(x: np.ndarray, y: np.ndarray, batch_size: int, kind: str) -> Any:
    """Batches in another order in each pass: a PyDataset or, for "dataset", a tf.data.Dataset."""
    if kind == "dataset":
        return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x)).batch(batch_size)
    return _Batches(x, y, batch_size)


class _Batches(keras.utils.PyDataset):
    def __init__(self, x: np.ndarray, y: np.ndarray, batch_size: int):
        super().__init__()
        self.x, self.y, self.batch_size = x, y, batch_size
        self.on_epoch_end()

    def __len__(self) -> int:
        return -(-len(self.x) // self.batch_size)

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        chosen = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        return self.x[chosen], self.y[chosen]

    def on_epoch_end(self) -> None:
        self.order = np.random.permutation(len(self.x))


class _Counting(keras.Model):
    """A softmax layer that counts how often it is trained on each pixel."""

    def __init__(self, kernel: np.ndarray):
        super().__init__()
        self.flatten = keras.layers.Flatten()
        self.dense = keras.layers.Dense(kernel.shape[1], activation="softmax", use_bias=False)
        self.trained = self.add_weight(shape=(len(kernel),), initializer="zeros", trainable=False, name="trained")
        self.measured = self.add_weight(shape=(len(kernel),), initializer="zeros", trainable=False, name="measured")
        self.dense.build((None, len(kernel)))
        self.dense.set_weights([kernel])

    def call(self, x: Any) -> Any:
        return self.dense(self.flatten(x))

    def train_step(self, data: Any) -> Any:
        self.trained.assign_add(keras.ops.sum(self.flatten(data[0]), axis=0))
        return super().train_step(data)

    def test_step(self, data: Any) -> Any:
        self.measured.assign_add(keras.ops.sum(self.flatten(data[0]), axis=0))
        return super().test_step(data)


def counting_model(kernel: np.ndarray, x: np.ndarray) -> keras.Model:
    """A compiled model that learns nothing, as its rate is 0, so that its metrics stay what they are.

    Args:
        kernel: Of its softmax layer, (pixels, classes).
        x: Some images, to build it with.
    """
    model = _Counting(kernel)
    model(x)
    loss = "sparse_categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.SGD(0.0), loss=loss, metrics=["accuracy"], run_eagerly=True)
    return model


def counted(model: keras.Model) -> tuple[np.ndarray, np.ndarray]:
    """How often a `counting_model` was trained on each pixel, and how often it was measured on it."""
    return keras.ops.convert_to_numpy(model.trained), keras.ops.convert_to_numpy(model.measured)


def measured(model: keras.Model, x: np.ndarray, y: np.ndarray) -> dict[str, float]:
    """What `model.evaluate` makes of one batch, untraced."""
    model.run_eagerly = True
    found = model.evaluate(x, y, batch_size=len(x), verbose=0, return_dict=True)
    return {str(name): float(value) for name, value in found.items()}
