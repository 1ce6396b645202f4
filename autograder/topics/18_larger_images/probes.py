"""Probes that build networks for every size of image, and watch students' functions grow and train them.

They run beside the student's code and hold no expected values. A network is described by its layers in order: the name
of the class, arguments, options; a network in it as "Nested", its layers, shape and kind.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np

Layers = Sequence[Sequence[Any]]


def build(layers: Layers, shape: Sequence[int], kind: str) -> keras.Model:
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
    most = max(len(ones), len(others))
    same = [np.array_equal(*map(np.asarray, pair)) for pair in zip(ones, others, strict=False)]
    return [place for place in range(most) if place >= len(same) or not same[place]]


def grown(
    function: Callable[..., Any],
    nets: Sequence[Sequence[Any]],
    values: Sequence[np.ndarray],
    x: np.ndarray,
) -> list[Any]:
    """What `function(model, make_model, size)` returns for a model with these weights, and `size` that of `x`.

    Args:
        nets: For the smaller size and for the larger one: layers, shape of an image, kind.

    Returns:
        The answer. If it is a model: shape of its images, its weights, its answers to `x` (None for another size); the
        places of the weights of the model that have become others; and those that become others with the answer's.
    """
    model = build(*nets[0])
    model.set_weights(values)
    answer = function(model, lambda size: build(*nets[int(size) != nets[0][1][0]]), x.shape[1])
    if not isinstance(answer, keras.Model):
        return [answer]
    changed, kept = _differ(model.weights, values), answer.get_weights()
    shape = [None if size is None else int(size) for size in answer.input_shape[1:]]
    answers = np.asarray(answer(x, training=False)) if shape == list(x.shape[1:]) else None
    model.set_weights(values)
    answer.set_weights([0 * value for value in kept])
    return [answer, shape, kept, answers, changed, _differ(model.weights, values)]


def refused(function: Callable[..., Any], nets: Sequence[Sequence[Any]]) -> list[str]:
    """Type and text of the exception of `function(model, make_model, size)`; without one, empty texts."""
    sizes = [net[1][0] for net in nets]
    try:
        function(build(*nets[0]), lambda size: build(*nets[sizes.index(int(size))]), sizes[1])
    except Exception as error:  # the check says of which type it has to be
        return [type(error).__name__, str(error)]
    return ["", ""]


# --- training --------------------------------------------------------------------------------------------------------


def _grow(model: keras.Model, make_model: Callable[[int], keras.Model], size: int) -> keras.Model:
    larger = make_model(size)
    larger.set_weights(model.get_weights())
    return larger


@contextmanager
def _our_grow(function: Callable[..., Any], is_ours: bool) -> Iterator[None]:
    """While it lasts, the student's file has a `grow` of ours, where that is asked for."""
    names = getattr(function, "__globals__", {})
    before = names.get("grow")
    if is_ours:
        names["grow"] = _grow
    try:
        yield
    finally:
        if is_ours:
            names["grow"] = before


def trained(
    function: Callable[..., Any],
    small: tuple[np.ndarray, np.ndarray],
    large: tuple[np.ndarray, np.ndarray],
    classes: int,
    epochs: tuple[int, int],
    rate: float,
    our_grow: bool,
) -> list[Any]:
    """What `function(make_model, small, large, epochs, rate)` does with a network of one convolution.

    All of it runs without being traced first, which would take longer than all steps.

    Returns:
        The answer; its input shape and how many of its weights are not those after the last training; and for each
        training (a call of `fit` or `train_on_batch`): the size of its images, how often each of the small and of the
        large ones was learnt from, how many others were, the rate at its end, how many of the weights that it began with
        are not those that the training before it ended with, and how many kernels it moved.
    """
    known = [np.asarray(images, dtype="float32") for images, _ in (small, large)]
    trainings: list[dict[str, Any]] = []

    class Noting(keras.layers.Layer):
        """Notes the images that the network learns from."""

        def call(self, x: Any, training: bool | None = None) -> Any:
            if training and trainings and not isinstance(x, keras.KerasTensor):
                trainings[-1]["images"].append(np.asarray(x))
            return x

    def make_model(size: int) -> keras.Model:
        noting, maps = Noting(name="noting"), keras.layers.Conv2D(3, 3, activation="elu")
        norm, pooled = keras.layers.BatchNormalization(), keras.layers.GlobalAveragePooling2D()
        last = keras.layers.Dense(classes, activation="softmax")
        shape = (int(size), int(size), known[0].shape[-1])
        return keras.Sequential([keras.Input(shape), noting, maps, norm, pooled, last])

    compile_it, originals = (
        keras.Model.compile,
        {name: getattr(keras.Model, name) for name in ("fit", "train_on_batch")},
    )

    def compile_eagerly(self: keras.Model, *arguments: Any, **options: Any) -> None:
        compile_it(self, *arguments, **(options | {"run_eagerly": True, "jit_compile": False}))

    def noted(name: str) -> Callable[..., Any]:
        def train(self: keras.Model, *arguments: Any, **options: Any) -> Any:
            trainings.append({"start": self.get_weights(), "images": []})
            answer = originals[name](self, *arguments, **options)
            rate_now = float(np.asarray(self.optimizer.learning_rate))
            trainings[-1] |= {"end": self.get_weights(), "rate": rate_now}
            return answer

        return train

    keras.Model.compile = compile_eagerly
    for name in originals:
        setattr(keras.Model, name, noted(name))
    try:
        with _our_grow(function, our_grow):
            answer = function(make_model, small, large, epochs, rate)
    finally:
        keras.Model.compile = compile_it
        for name, original in originals.items():
            setattr(keras.Model, name, original)
    told, before = [], None
    for training in trainings:
        told.append(_told(training, known, before))
        before = training["end"]
    if not isinstance(answer, keras.Model):
        return [answer, [], 0, told]
    return [answer, list(answer.input_shape[1:]), len(_differ(answer.get_weights(), before or [])), told]


def _told(training: dict[str, Any], known: Sequence[np.ndarray], before: Any) -> list[Any]:
    uses, others, size = [np.zeros(len(images), dtype=int) for images in known], 0, 0
    for batch in training["images"]:
        size = int(batch.shape[1])
        for image in batch:
            fits = [same.shape[1:] == image.shape and np.abs(same - image).max(axis=(1, 2, 3)) < 1e-5 for same in known]
            for count, match in zip(uses, fits, strict=True):
                count += match
            others += not any(np.any(match) for match in fits)
    lost = 0 if before is None else len(_differ(training["start"], before))
    start, end = training["start"], training["end"]
    moved = sum(start[place].ndim > 1 for place in _differ(start, end))
    return [size, *uses, others, training["rate"], lost, moved]
