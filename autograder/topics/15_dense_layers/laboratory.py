"""Heads with known weights, and what their layers do to a value; accuracies with a gain and a spread that are known."""

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.checking import called, expect, expect_integer, expect_list, expect_shape, malformed
from autograder.laboratories import heads
from autograder.laboratories.activations import sigmoid_of, softmax_of

IMAGES = 6
_CLOSE = 1e-4


def _relu(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0)


_INNER: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "ReLU": _relu,
    "no activation": lambda x: x,
    "sigmoid": sigmoid_of,
    "softmax": softmax_of,
    "tanh": np.tanh,
    "leaky ReLU": lambda x: np.where(x > 0, x, 0.2 * x),
    "ELU": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
    "a step, 0 or 1": lambda x: (x > 0).astype(float),
}
_LAST: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "softmax": softmax_of,
    "no activation": lambda x: x,
    "ReLU, no softmax": _relu,
    "sigmoid": sigmoid_of,
    "ReLU, then softmax": lambda x: softmax_of(_relu(x)),
    "softmax twice": lambda x: softmax_of(softmax_of(x)),
    "softmax over the images": lambda x: softmax_of(x.T).T,
}
UNKNOWN = "something else"


class ScriptedHead:
    """A head that the student built, with random weights: layers of one shape have the same ones."""

    def __init__(self, student: Any, probes: Any, rng: np.random.Generator, features: int, classes: int, inner: Any):
        self._probes, self.classes, self.inner = probes, classes, tuple(inner)
        self.head = heads.build(student, features, classes, inner=inner)
        self._x = rng.normal(size=(IMAGES, features)).astype(np.float32)
        widths = (features, *self.inner, classes)
        self.due = [shape for one, other in pairwise(widths) for shape in ((one, other), (other,))]
        self._values = {
            shape: (rng.normal(size=shape) * (1.5 / np.sqrt(shape[0]) if len(shape) > 1 else 0.5)).astype(np.float32)
            for shape in dict.fromkeys(self.due)
        }
        # Scores on both sides of 0, for each of these heads.
        self._values[self.due[-1]] = rng.permutation(np.linspace(-1.5, 1, classes)).astype(np.float32)

    @cached_property
    def shapes(self) -> list[list[int]]:
        """Shapes of the weights, in order."""
        self.head.tell("head(x)", x=self._x)
        with heads.numpy_inside_is_explained():
            found = expect_list(self._probes.models.weight_shapes(self.head.model, self._x))
        return [list(expect_shape(expect_list(pair, 2)[1])) for pair in found]

    @cached_property
    def answers(self) -> list[np.ndarray]:
        """At prediction and in training."""
        return self._answers({})

    def _answers(self, changed: dict[tuple[int, ...], np.ndarray]) -> list[np.ndarray]:
        values = self._values | changed
        self._probes.models.set_weights_by_shape(self.head.model, [values[shape] for shape in self.due])
        self.head.tell("head(x)", x=self._x)
        both = expect_list(self._probes.own.answer_pair(self.head.model, self._x), 2)
        return [expect(each, shape=(IMAGES, self.classes), dtype=float, finite=False) for each in both]

    @cached_property
    def last(self) -> str:
        """What the last layer does to its scores: with a kernel of 0 they are its bias, whatever was before it."""
        kernel, bias = self.due[-2:]
        scores = np.broadcast_to(self._values[bias], (IMAGES, self.classes)).astype(float)
        answer = self._answers({kernel: np.zeros(kernel, np.float32)})[0]
        return next((name for name, function in _LAST.items() if _close(function(scores), answer)), UNKNOWN)

    @cached_property
    def between(self) -> str:
        """What each inner layer does to its values."""
        last, number = _LAST.get(self.last, softmax_of), len(self.inner)
        tried = [[name] * number for name in _INNER]
        if number > 1:
            some, none = ["ReLU"] * (number - 1), ["no activation"] * (number - 1)
            tried += [["no activation", *some], [*some, "no activation"], [*none, "ReLU"]]
        for names in tried:
            if _close(last(self._scores(names)), self.answers[0]):
                return ", then ".join(names if len(set(names)) > 1 else names[:1])
        return UNKNOWN

    @property
    def acts_in_training(self) -> bool:
        return not _close(*self.answers)

    @property
    def computes_it(self) -> bool:
        """Whether it computes what is due, though perhaps with fewer weights: layers that are called again do."""
        if not set(map(tuple, self.shapes)) <= set(self.due):
            return False
        return _close(softmax_of(self._scores(["ReLU"] * len(self.inner))), self.answers[0])

    def _scores(self, names: Sequence[str]) -> np.ndarray:
        x = self._x.astype(float)
        for place in range(len(names) + 1):
            kernel, bias = self.due[2 * place : 2 * place + 2]
            x = x @ self._values[kernel] + self._values[bias]
            x = _INNER[names[place]](x) if place < len(names) else x
        return x


def _close(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(np.abs(one - other).max() < _CLOSE)


def linear(rng: np.random.Generator, sizes: tuple[int, int, int]) -> list[np.ndarray]:
    """Kernel and bias of two layers."""
    n, m, k = sizes
    return [rng.normal(size=shape).round(2) for shape in ((n, m), (m,), (m, k), (k,))]


def merged(answer: Any) -> list[np.ndarray]:
    """The student's kernel and bias."""
    return [expect(each, dtype="number") for each in expect_list(answer, 2)]


def steady(rng: np.random.Generator, n: int, mean: float, spread: float) -> np.ndarray:
    """(n,) numbers with exactly this mean and this standard deviation (n - 1)."""
    values = rng.normal(size=n) if n > 2 else rng.permutation([-1.0, 1.0])
    values = values - values.mean()
    return mean + spread * values / values.std(ddof=1)


def _number(value: Any) -> float:
    """A number, which may be nan: that of a single seed has no spread."""
    value = np.asarray(value) if isinstance(value, int | float) else value
    return float(expect(value, shape=(), dtype="number", finite=False))


class Comparison:
    """The student's compare of given accuracies: mean and standard deviation for each head."""

    def __init__(
        self, student: Any, probes: Any, rng: np.random.Generator, inners: Sequence[Any], seeds: Sequence[int]
    ):
        table = np.array([steady(rng, len(seeds), rng.uniform(0.4, 0.8), 0.05) for _ in inners]).round(3)
        given = zip(inners, table.tolist(), strict=True)
        rows = "; ".join(f"{inner} {', '.join(map(str, row))}" for inner, row in given)
        called(f"compare(measure, {list(inners)}, seeds={list(seeds)}), where measure gives: {rows}")
        answer, most = expect_list(probes.own.compared(student.compare, inners, seeds, table), 2)
        self.most_calls = expect_integer(most)
        found: dict[str, list[float]] = {}
        for item in expect_list(answer):
            key, value = expect_list(item, 2)
            if not isinstance(key, tuple | list):
                got = f"the key {key!r}"[:80] if key else "no dictionary with the heads as its keys"
                malformed(got=got, expected=f"a dictionary with the keys {', '.join(map(str, inners))}")
            pair = expect_list(value.tolist() if isinstance(value, np.ndarray) and value.shape == (2,) else value, 2)
            found[str(tuple(expect_integer(width) for width in key))] = [_number(each) for each in pair]
        self.found = found
        self.keys = sorted(found)
        self.due_keys = sorted(map(str, inners))
        self.due_means = dict(zip(map(str, inners), map(float, table.mean(axis=1)), strict=True))
        self.due_deviations = dict(zip(map(str, inners), map(float, table.std(axis=1, ddof=1)), strict=True))

    @property
    def means(self) -> dict[str, float]:
        return {key: values[0] for key, values in self.found.items()}

    @property
    def deviations(self) -> dict[str, float]:
        return {key: values[1] for key, values in self.found.items()}
