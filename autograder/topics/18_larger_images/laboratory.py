"""What networks cost, what they answer, and how the student's ones were grown and trained."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.checking import called, expect, expect_handle, expect_integer, expect_list, expect_number, malformed

# Layers in order: the name of the class, arguments, options; or "Nested", layers, shape, kind. Sizes are pairs.
Net = tuple[Sequence[Sequence[Any]], tuple[int, ...], str]
POOLING = ("MaxPooling2D", "AveragePooling2D")


def places(size: int, kernel: int, stride: int, padding: str, dilation: int = 1) -> int:
    """How often a kernel of this side fits along an axis, counted one by one."""
    span = dilation * (kernel - 1) + 1
    return len(range(0, size if padding == "same" else size - span + 1, stride))


def cost_of(layers: Sequence[Sequence[Any]], shape: Sequence[int]) -> tuple[int, list[int]]:
    """Multiply-adds of these layers, and the shape of what they give."""
    total, now = 0, list(shape)
    for kind, arguments, *more in layers:
        if kind == "Nested":
            cost, now = cost_of(arguments, now)
            total += cost
        elif kind == "Dense":
            total += math.prod(now) * arguments[0]
            now = [*now[:-1], arguments[0]]
        elif kind == "Flatten":
            now = [math.prod(now)]
        elif kind == "GlobalAveragePooling2D":
            now = now[-1:]
        elif kind in POOLING or kind.endswith("Conv2D"):
            options, channels = more[0], now[-1]
            kernel = arguments[0] if kind in POOLING or kind == "DepthwiseConv2D" else arguments[1]
            stride = options.get("strides", kernel[0] if kind in POOLING else 1)
            rest = stride, options.get("padding", "valid"), options.get("dilation_rate", 1)
            area, deep = math.prod(kernel), channels * options.get("depth_multiplier", 1)
            spots = [places(size, side, *rest) for size, side in zip(now[:2], kernel, strict=True)]
            each, out = {
                "Conv2D": (area * channels // options.get("groups", 1) * arguments[0], arguments[0]),
                "DepthwiseConv2D": (area * deep, deep),
                "SeparableConv2D": (
                    area * deep + deep * arguments[0] if kind == "SeparableConv2D" else 0,
                    arguments[0],
                ),
            }.get(kind, (0, channels))
            total += math.prod(spots) * each
            now = [*spots, out]
    return total, now


# --- grow ------------------------------------------------------------------------------------------------------------

FILTERS, CLASSES, CHANNELS = 4, 3, 2
NAMES = ("kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance", "kernel of Dense", "bias of Dense")
_CONV, _NORM = ("Conv2D", [FILTERS, (3, 3)], {"activation": "relu"}), ("BatchNormalization", [], {})


def networks(sizes: Sequence[int], is_nested: bool) -> list[Net]:
    """The same network for images of these sizes: a chain; or one with a network in it and a Flatten that does no harm.

    Both have the same weights, in the order of NAMES.
    """
    last, found = ("Dense", [CLASSES], {"activation": "softmax"}), []
    for size in sizes:
        shape = (size, size, CHANNELS)
        chain = [_CONV, _NORM, ("GlobalAveragePooling2D", [], {}), last]
        pooled = [("GlobalAveragePooling2D", [], {"keepdims": True}), ("Flatten", [], {}), last]
        nested = [("Nested", [_CONV, _NORM], shape, "sequential"), *pooled]
        found.append((nested, shape, "functional") if is_nested else (chain, shape, "sequential"))
    return found


def weights(rng: np.random.Generator) -> list[np.ndarray]:
    """For these networks: no two numbers alike, variances above 0."""
    shapes = [(3, 3, CHANNELS, FILTERS), *[(FILTERS,)] * 5, (FILTERS, CLASSES), (CLASSES,)]
    values = [rng.normal(size=shape).astype(np.float32) for shape in shapes]
    values[5] = np.abs(values[5]) + np.float32(0.3)
    return values


def answers(values: Sequence[np.ndarray], x: np.ndarray) -> np.ndarray:
    """What these networks answer, in NumPy."""
    kernel, bias, gamma, beta, mean, variance, last, last_bias = (np.asarray(value, dtype=float) for value in values)
    windows = np.lib.stride_tricks.sliding_window_view(x.astype(float), (3, 3), axis=(1, 2))
    maps = np.maximum(np.einsum("nhwcij,ijcf->nhwf", windows, kernel) + bias, 0)
    maps = (maps - mean) / np.sqrt(variance + 1e-3) * gamma + beta
    powers = np.exp(maps.mean(axis=(1, 2)) @ last + last_bias)
    return powers / powers.sum(axis=1, keepdims=True)


class Grown:
    """What the student's `grow` made of a network."""

    def __init__(self, student: Any, probes: Any, rng: np.random.Generator, sizes: Sequence[int], is_nested: bool):
        self.values, self.size = weights(rng), sizes[1]
        x = rng.normal(size=(4, sizes[1], sizes[1], CHANNELS)).astype(np.float32)
        what = "a functional model with a Sequential in it" if is_nested else "a Sequential"
        call = f"grow(model, make_model, {sizes[1]}), where model is {what} for {sizes[0]} x {sizes[0]} pixels"
        called(call)
        found = expect_list(probes.own.grown(student.grow, networks(sizes, is_nested), self.values, x))
        expect_handle(found[0], "keras.Model", "a Keras model")
        called(call)
        self.shape = expect_list(found[1])
        kept = [expect(value, dtype=float) for value in expect_list(found[2])]
        pairs = [*zip(NAMES, self.values, kept, strict=False)] if len(kept) == len(NAMES) else []
        self.lost = [name for name, value, now in pairs if not np.array_equal(value, now)] if pairs else ["all"]
        self.answers = None if found[3] is None else expect(found[3], shape=(4, CLASSES), dtype=float, finite=False)
        self.due = answers(self.values, x)
        self.changed, self.shared = ([NAMES[expect_integer(at)] for at in expect_list(each)] for each in found[4:])


# --- train_small_then_large ------------------------------------------------------------------------------------------


class Trained:
    """A training of the student's `train_small_then_large`, with few images of random values."""

    def __init__(
        self, student: Any, probes: Any, rng: np.random.Generator, epochs: tuple[int, int], rate: float, ours: bool
    ):
        sizes, self.epochs, self.rate = (6, 9), epochs, rate
        small, large = (
            (rng.normal(size=(n, size, size, 2)).astype(np.float32), rng.permutation(np.arange(n) % 3))
            for n, size in ((5, sizes[0]), (7, sizes[1]))
        )
        call = f"train_small_then_large(make_model, small, large, {epochs}, {rate})"
        called(call, small=small[0], large=large[0])
        asked = (student.train_small_then_large, small, large, 3, epochs, rate, ours)
        answer, self.shape, apart, told = expect_list(probes.own.trained(*asked), 4)
        self.trainings = [self._training(each) for each in expect_list(told)]
        if not self.trainings:
            malformed(
                got="no call of fit", expected="a training with fit on the small images, and one on the large ones"
            )
        expect_handle(answer, "keras.Model", "the trained network")
        called(call, small=small[0], large=large[0])
        self.returns_the_last = expect_integer(apart) == 0

    @staticmethod
    def _training(told: Any) -> dict[str, Any]:
        size, small, large, others, rate, lost, moved = expect_list(told, 7)
        uses = [expect(each, dtype=int) for each in (small, large)]
        counts = [[int(each.min()), int(each.max())] for each in uses]
        named = dict(
            zip(("size", "others", "lost", "moved"), map(expect_integer, (size, others, lost, moved)), strict=True)
        )
        return named | {"uses": counts, "rate": expect_number(rate)}

    def parts(self) -> Iterator[list[dict[str, Any]]]:
        """Trainings one after the other on images of the same size belong together."""
        part: list[dict[str, Any]] = []
        for training in self.trainings:
            if part and part[-1]["size"] != training["size"]:
                yield part
                part = []
            part.append(training)
        yield part

    @property
    def course(self) -> list[list[int]]:
        """For each part: size, how often each image of this size was learnt from (least, most), others."""
        found = []
        for part in self.parts():
            at = int(part[0]["uses"][1][1] > 0)
            least, most = (sum(training["uses"][at][end] for training in part) for end in (0, 1))
            found.append([part[0]["size"], least, most, int(any(training["others"] for training in part))])
        return found

    @property
    def rates(self) -> list[float]:
        return [part[-1]["rate"] for part in self.parts()]

    @property
    def lost(self) -> list[int]:
        """How many weights were not those that the training before had ended with, for each training but the first."""
        return [training["lost"] for training in self.trainings[1:]]

    @property
    def moved(self) -> list[int]:
        """How many kernels were moved, by part."""
        return [max(training["moved"] for training in part) for part in self.parts()]
