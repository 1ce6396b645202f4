"""A small training that can be computed by hand, and histories to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking import array_of, called, expect_dict, expect_integer, expect_list, expect_number, malformed

NAMES = ("loss", "accuracy", "val_loss", "val_accuracy")


class Vectors:
    """Vectors with labels, and others for validation, as many as `others`; classes are `apart`."""

    def __init__(
        self, rng: np.random.Generator, images: int, features: int, classes: int, others: int = 9, apart: float = 1.0
    ):
        self.classes = classes
        centres = apart * rng.normal(size=(classes, features))
        self.train, self.validation = (self._drawn(rng, centres, count) for count in (images, others))

    def contrary(self) -> "Vectors":
        """The same with other labels for validation, so that what is learnt makes its loss rise."""
        x, y = self.validation
        self.validation = (x, (y + 1) % self.classes)
        return self

    def _drawn(self, rng: np.random.Generator, centres: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        y = rng.permutation(np.arange(count) % self.classes)
        return (centres[y] + rng.normal(size=(count, centres.shape[1]))).astype(np.float32), y

    def history(self, start: Sequence[np.ndarray], rate: float, epochs: int) -> dict[str, list[float]]:
        """What a softmax layer makes of them with SGD: each epoch is one step, and the loss is that before it, as long
        as all fit into a single batch.
        """
        kernel, bias = (np.asarray(value, dtype=float) for value in start)
        found: dict[str, list[float]] = {name: [] for name in NAMES}
        for _ in range(epochs):
            x, y = self.train
            loss, accuracy, p = _measured(x, y, kernel, bias)
            error = (p - np.eye(self.classes)[y]) / len(x)
            kernel, bias = kernel - rate * x.T @ error, bias - rate * error.sum(axis=0)
            val_loss, val_accuracy, _ = _measured(*self.validation, kernel, bias)
            for name, value in zip(NAMES, (loss, accuracy, val_loss, val_accuracy), strict=True):
                found[name].append(value)
        return found


def _listed(value: Any, name: str) -> list[float]:
    """A list of numbers, which may be nan."""
    values = array_of(expect_list(value))
    if values is None or values.ndim != 1 or values.dtype.kind not in "fiu":
        malformed(got=f"something other than numbers in {name}", expected=f"a list of numbers in {name}")
    return [float(each) for each in values]


def _measured(x: np.ndarray, y: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> tuple[float, float, np.ndarray]:
    scores = x @ kernel + bias
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(np.maximum(p[np.arange(len(y)), y], 1e-7)).mean()
    return float(loss), float((p.argmax(axis=1) == y).mean()), p


class Sweep:
    """The student's sweep over these rates, with a softmax layer alone or with a hidden layer before it."""

    def __init__(
        self,
        student: Any,
        probes: Any,
        vectors: Vectors,
        rates: Sequence[float],
        epochs: int,
        seed: int,
        hidden: int = 0,
    ):
        self.rates, self.epochs, self._vectors = list(rates), epochs, vectors
        call = f"sweep(make_model, {self.rates}, train, validation, {epochs}, {seed})"
        called(call)
        asked = (vectors.train, vectors.validation, vectors.classes, self.rates, epochs, seed, hidden)
        answer, starts, made, fits = expect_list(probes.own.swept(student.sweep, *asked), 4)
        called(f"{call}, with {len(vectors.train[0])} vectors to train with", x=vectors.train[0])
        self.made = expect_integer(made)
        self._fits = [[expect_number(each) for each in expect_list(fit, 3)] for fit in expect_list(fits)]
        self._starts = [expect_list(each) for each in expect_list(starts)]
        if not self._starts:
            malformed(got="no call of fit", expected="a training with fit for each rate")
        self.found: dict[float, dict[str, list[float]]] = {}
        for item in expect_list(answer):
            rate, history = expect_list(item, 2)
            if rate == "":
                malformed(got="no dictionary", expected="a dictionary with a history for each rate")
            if not isinstance(history, dict):
                malformed(got=f"{history!r} for a rate"[:80], expected="the dictionary in the attribute history")
            expect_dict(history, NAMES)
            self.found[expect_number(rate)] = {name: _listed(history[name], name) for name in NAMES}

    @property
    def keys(self) -> list[float]:
        return sorted(self.found)

    @property
    def steps(self) -> list[int]:
        """The steps in an epoch, each number once."""
        return sorted({round(steps / epochs) for epochs, steps, _ in self._fits if epochs})

    @property
    def last_rates(self) -> list[float]:
        """The learning rates at the ends of the trainings, each once."""
        return sorted({float(f"{rate:.4g}") for _, _, rate in self._fits})

    @property
    def first_losses(self) -> list[float]:
        """The loss before the first step, for each rate in the order of the answer."""
        return [history["loss"][0] for history in self.found.values() if history["loss"]]

    def of(self, name: str) -> list[list[float]]:
        """The values of this name, for each rate as it was asked for."""
        return [self.found.get(rate, {}).get(name, []) for rate in self.rates]

    def due(self, name: str) -> list[list[float]]:
        """What they would be from the weights that each training began with, so that these are judged elsewhere."""
        return [self._vectors.history(self._start(rate), rate, self.epochs)[name] for rate in self.rates]

    def _start(self, rate: float) -> list[np.ndarray]:
        """The weights that this training began with: those of which the loss is its first one."""
        first = self.found.get(rate, {}).get("loss", [])[:1]
        for start in self._starts:
            if np.allclose(self._vectors.history(start, rate, 1)["loss"], first, atol=1e-3):
                return start
        return self._starts[0]


# As in the lines to try, where it is called h.
HISTORY_IN_WORDS = (
    "h = lambda a, **k: {'loss': [1.0] * len(a), 'accuracy': a, 'val_loss': [1 - v for v in a], 'val_accuracy': a} | k"
)


@dataclass(frozen=True)
class Choice:
    """Histories of made-up trainings, and which of them is to be chosen.

    Attributes:
        runs: For each rate the validation accuracies, and other values that its history has.
        due: The rate.
        tolerance: None if none is given.
    """

    runs: tuple[tuple[float, list[float], dict[str, list[float]]], ...]
    due: float
    tolerance: float | None = None

    def moved(self, rng: np.random.Generator) -> "Choice":
        """The same with all rates multiplied, and all accuracies shifted a little."""
        factor, shift = float(rng.choice([0.5, 1.0, 2.0, 3.0])), round(float(rng.uniform(-0.02, 0.02)), 3)
        runs = tuple(
            (round(rate * factor, 6), [round(value + shift, 4) for value in values], others)
            for rate, values, others in self.runs
        )
        return Choice(runs, round(self.due * factor, 6), self.tolerance)

    @property
    def histories(self) -> list[tuple[float, dict[str, list[float]]]]:
        """Whole histories: what is not given is the same for all rates, or as good in training as in validation."""
        return [
            (
                rate,
                dict(zip(NAMES, ([1.0] * len(values), values, [1 - v for v in values], values), strict=True)) | others,
            )
            for rate, values, others in self.runs
        ]

    @property
    def call(self) -> str:
        """The call in Python, with h for the histories."""
        runs = ", ".join(
            f"{rate}: h({', '.join([str(values), *(f'{name}={each}' for name, each in others.items())])})"
            for rate, values, others in self.runs
        )
        given = "" if self.tolerance is None else f", tolerance={self.tolerance}"
        return f"choose({{{runs}}}{given})".replace("nan", "np.nan")
