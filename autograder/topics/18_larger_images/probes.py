"""Probes that build networks for several sizes of image, and watch a student's function train them.

They run beside the student's code and hold no expected values. A network is described by its layers in order: the name
of the class, arguments, options; a network in it as "Nested", its layers, shape and kind.
"""

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np


def build(layers: Sequence[Sequence[Any]], shape: Sequence[int], kind: str) -> keras.Model:
    """A network of these layers, "sequential" or "functional"."""
    made = [_layer(*each) for each in layers]
    if kind == "sequential":
        return keras.Sequential([keras.Input(tuple(shape)), *made])
    x = inputs = keras.Input(tuple(shape))
    for layer in made:
        x = layer(x)
    return keras.Model(inputs, x)


def _layer(kind: str, *more: Any) -> keras.Layer:
    if kind == "Nested":
        return build(*more)
    arguments, options = more
    return getattr(keras.layers, kind)(*arguments, **options)


def _differ(ones: Sequence[Any], others: Sequence[Any]) -> list[int]:
    """Places at which two lists of weights differ."""
    same = [np.array_equal(*map(np.asarray, pair)) for pair in zip(ones, others, strict=False)]
    return [place for place in range(max(len(ones), len(others))) if place >= len(same) or not same[place]]


def maker(nets: Sequence[Sequence[Any]]) -> Callable[[int], keras.Model]:
    """What makes the network for a size of image. Each of `nets` is for another size: layers, shape, kind."""
    return lambda size: next(build(*net) for net in nets if net[1][0] == size)


def trained(
    function: Callable[..., Any], small: Sequence[np.ndarray], large: Sequence[np.ndarray], epochs: Any, rate: float
) -> list[Any]:
    """What `function(make_model, small, large, epochs, rate)` does with a network of one convolution and three classes.

    All of it runs without being traced first, which would take longer than all steps.

    Returns:
        The answer; how many of its weights are others than after the last training; and for each training (a call of
        `fit` or `train_on_batch`) the size of its images, their means in order, the rate, how many weights were not
        those that the training before had ended with, how many kernels it moved, and the kind of its optimizer.
    """
    images: list[np.ndarray] = []
    trainings: list[list[Any]] = []
    end: list[Any] = []

    class Noting(keras.layers.Layer):
        """Notes the images that the network learns from."""

        def call(self, x: Any, training: bool | None = None) -> Any:
            if training and not isinstance(x, keras.KerasTensor):
                images.extend(np.asarray(x, dtype=float))
            return x

    def make_model(size: int) -> keras.Model:
        maps, pooled = keras.layers.Conv2D(3, 3, activation="elu"), keras.layers.GlobalAveragePooling2D()
        last = keras.layers.Dense(3, activation="softmax")
        return keras.Sequential([keras.Input((int(size), int(size), 2)), Noting(), maps, pooled, last])

    originals = {name: getattr(keras.Model, name) for name in ("compile", "fit", "train_on_batch")}

    def compile_eagerly(self: keras.Model, *arguments: Any, **options: Any) -> None:
        originals["compile"](self, *arguments, **(options | {"run_eagerly": True, "jit_compile": False}))

    def noted(name: str) -> Callable[..., Any]:
        def train(self: keras.Model, *arguments: Any, **options: Any) -> Any:
            images.clear()
            start, before = self.get_weights(), list(end)
            answer = originals[name](self, *arguments, **options)
            end[:] = self.get_weights()
            moved = sum(start[place].ndim > 1 for place in _differ(start, end))
            size, means = len(images[0]) if images else 0, [float(image.mean()) for image in images]
            lost = len(_differ(start, before)) if before else 0
            optimizer = self.optimizer
            kind = "Adam" if isinstance(optimizer, keras.optimizers.Adam) else type(optimizer).__name__
            trainings.append([size, means, float(np.asarray(optimizer.learning_rate)), lost, moved, kind])
            return answer

        return train

    keras.Model.compile, keras.Model.fit = compile_eagerly, noted("fit")
    keras.Model.train_on_batch = noted("train_on_batch")
    try:
        answer = function(make_model, tuple(small), tuple(large), tuple(epochs), rate)
    finally:
        for name, original in originals.items():
            setattr(keras.Model, name, original)
    return [answer, len(_differ(answer.get_weights(), end)) if isinstance(answer, keras.Model) else 0, trainings]
