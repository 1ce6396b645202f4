"""What a network for images of two sizes answers, and how the student's ones were grown and trained."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np

from autograder.checking import (
    called,
    expect,
    expect_handle,
    expect_integer,
    expect_list,
    expect_number,
    expect_text,
    malformed,
)
from autograder.laboratories.activations import softmax_of

FILTERS, CLASSES, CHANNELS = 4, 3, 2
NAMES = ("kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance", "kernel of Dense", "bias of Dense")
_CONV, _NORM = ("Conv2D", [FILTERS, (3, 3)], {"activation": "relu"}), ("BatchNormalization", [], {})


def network(size: int, is_nested: bool) -> tuple[Any, ...]:
    """A chain; or a network with another one in it, and with a Flatten that does no harm. The weights are as NAMES."""
    shape, last = (size, size, CHANNELS), ("Dense", [CLASSES], {"activation": "softmax"})
    if not is_nested:
        return [_CONV, _NORM, ("GlobalAveragePooling2D", [], {}), last], shape, "sequential"
    pooled = ("GlobalAveragePooling2D", [], {"keepdims": True}), ("Flatten", [], {})
    return [("Nested", [_CONV, _NORM], shape, "sequential"), *pooled, last], shape, "functional"


def weights(rng: np.random.Generator) -> list[np.ndarray]:
    """No two numbers alike, variances above 0."""
    shapes = [(3, 3, CHANNELS, FILTERS), *[(FILTERS,)] * 5, (FILTERS, CLASSES), (CLASSES,)]
    values = [rng.normal(size=shape).astype(np.float32) for shape in shapes]
    values[5] = np.abs(values[5]) + np.float32(0.3)
    return values


def _answers(values: Sequence[np.ndarray], x: np.ndarray) -> np.ndarray:
    """What either network answers, in NumPy."""
    kernel, bias, gamma, beta, mean, variance, last, last_bias = (value.astype(float) for value in values)
    windows = np.lib.stride_tricks.sliding_window_view(x.astype(float), (3, 3), axis=(1, 2))
    maps = np.maximum(np.einsum("nhwcij,ijcf->nhwf", windows, kernel) + bias, 0)
    maps = (maps - mean) / np.sqrt(variance + 1e-3) * gamma + beta
    return softmax_of(maps.mean(axis=(1, 2)) @ last + last_bias)


class Grown:
    """What the student's `grow` made of a network. Its weights are looked at once the new ones have become 0."""

    def __init__(self, student: Any, probes: Any, rng: np.random.Generator, sizes: Sequence[int], is_nested: bool):
        values, x = weights(rng), rng.normal(size=(4, sizes[1], sizes[1], CHANNELS)).astype(np.float32)
        nets = [network(size, is_nested) for size in sizes]
        make_model, model = probes.own.maker(nets), expect_handle(probes.own.build(*nets[0]), "keras.Model", "a model")
        model.set_weights(values)
        answer = student.grow(model, make_model, sizes[1])
        what = "a functional model with a Sequential in it" if is_nested else "a Sequential"
        call = f"grow(model, make_model, {sizes[1]}), where model is {what} for {sizes[0]} x {sizes[0]} pixels"
        called(call)
        answer = expect_handle(answer, "keras.Model", "a Keras model")
        self.shape, self.due_shape, self.due = (
            expect_list(answer.input_shape)[1:],
            list(x.shape[1:]),
            _answers(values, x),
        )
        kept = answer.get_weights()
        self.lost = _changed(values, kept)
        self.answers = None
        if self.shape == self.due_shape:
            self.answers = expect(probes.models.answers(answer, x, False), shape=(1, 4, CLASSES), finite=False)[0]
            answer.set_weights([np.zeros_like(value) for value in kept])
        self.changed = _changed(values, model.get_weights())
        called(call)


def _changed(values: Sequence[np.ndarray], found: Any) -> list[str]:
    """Names of the weights that are not as they were."""
    pairs = zip(values, expect_list(found, len(values)), strict=True)
    same = [np.array_equal(value, expect(now, dtype=float, finite=False)) for value, now in pairs]
    return [name for name, is_same in zip(NAMES, same, strict=True) if not is_same]


class Trained:
    """A training of the student's `train_small_then_large`, on images of which the mean is their number."""

    def __init__(self, student: Any, probes: Any, rng: np.random.Generator, epochs: tuple[int, int], rate: float):
        self.rate, self.numbers = rate, {6: range(5), 9: range(5, 12)}
        small, large = (
            (
                0.4 * rng.normal(size=(len(numbers), size, size, 2)) + np.reshape(numbers, (-1, 1, 1, 1)),
                rng.permutation(np.arange(len(numbers)) % 3),
            )
            for size, numbers in self.numbers.items()
        )
        call = f"train_small_then_large(make_model, small, large, {epochs}, {rate})"
        called(call, small=small[0], large=large[0])
        answer, apart, told = expect_list(
            probes.own.trained(student.train_small_then_large, small, large, epochs, rate), 3
        )
        trainings = [expect_list(each, 6) for each in expect_list(told)]
        if not trainings:
            malformed(got="no call of fit", expected="fit with the small images, and fit with the large ones")
        self.shape = expect_list(expect_handle(answer, "keras.Model", "the trained network").input_shape)[1:]
        called(call, small=small[0], large=large[0])
        self.returns_the_last = expect_integer(apart) == 0
        # Trainings one after the other on images of the same size belong together.
        self._parts = [(size, list(part)) for size, part in groupby(trainings, lambda each: expect_integer(each[0]))]
        self.lost = sum(expect_integer(each[3]) for each in trainings)

    @property
    def course(self) -> list[list[int]]:
        """For each part: size, how often each image of this size was learnt from (least, most), how often others."""
        found = []
        for size, part in self._parts:
            means = [round(expect_number(mean)) for each in part for mean in expect_list(each[1])]
            counts = [means.count(number) for number in self.numbers.get(size, ())] or [0]
            found.append([size, min(counts), max(counts), len(means) - sum(counts)])
        return found

    @property
    def rates(self) -> list[float]:
        """The rate at the end of each part, as a multiple of the one that was given."""
        return [expect_number(part[-1][2]) / self.rate for _, part in self._parts]

    @property
    def optimizers(self) -> list[str]:
        """The kind of optimizer of each part."""
        return [expect_text(part[-1][5]) for _, part in self._parts]

    @property
    def moved(self) -> list[int]:
        """How many kernels each part moved."""
        return [max(expect_integer(each[4]) for each in part) for _, part in self._parts]
