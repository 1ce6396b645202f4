"""Trainings by a student's `train_until`, in which the share of right answers after each epoch is known."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.checking import (
    Handle,
    StudentError,
    called,
    display,
    expect_dict,
    expect_integer,
    expect_list,
    expect_number,
    expect_text,
    malformed,
)
from autograder.checking.failure import Failure

from .trials import METRICS

IMAGES = 48  # for validation: two batches of the usual size; no target below is a multiple of 1/48
TRAIN = (np.array([[[[1.0], [0.0]], [[0.0], [0.0]]]], dtype=np.float32), np.ones(1, dtype=np.int64))


TRY_TRAIN_UNTIL = (
    'model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2, "softmax", kernel_initializer="zeros")])',
    'model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])',
    "train = np.ones((8, 1)), np.arange(8) % 2; validation = np.ones((4, 1)), np.array([0, 0, 0, 1])",
    "for target in (0.7, 0.9): epochs, history = train_until(model, train, validation, target, max_epochs=3); "
    'print(epochs, history["val_accuracy"], model.optimizer.iterations.numpy())',
    "# expected: 1 [0.75] 1, then 3 [0.75, 0.75, 0.75] 4",
)


@dataclass(frozen=True)
class Case:
    """A training of `train_until`: how many of the validation images are right after each epoch.

    Attributes:
        worsening: So many validation images are of the other class, and more wrong after each epoch.
    """

    target: float
    max_epochs: int
    right: Sequence[int]
    worsening: int = 0

    @property
    def curve(self) -> list[float]:
        return [count / IMAGES for count in self.right]

    @property
    def due(self) -> int:
        reached = (epoch for epoch, value in enumerate(self.curve, start=1) if value >= self.target)
        return min(next(reached), self.max_epochs)

    @property
    def log_odds(self) -> list[float]:
        """Of the training image, before each epoch and after the last; see the probe."""
        found = [-1.0]
        for _ in self.right:
            found.append(found[-1] + 2 / (1 + math.exp(found[-1])))
        return found

    @property
    def history(self) -> list[list[float]]:
        """val_accuracy, accuracy and loss of the epochs that are due."""
        before = self.log_odds[: self.due]
        accuracy = [float(value > 0) for value in before]
        return [self.curve[: self.due], accuracy, [math.log1p(math.exp(-value)) for value in before]]

    def announce(self) -> None:
        text = f"train_until(model, train, validation, target={self.target}, max_epochs={self.max_epochs})"
        called(text, val_accuracy=[round(value, 2) for value in self.curve])

    def images(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Validation images of which `right[e]` are classified correctly after epoch e + 1; see the probe."""
        offsets, done = np.full(IMAGES, 50.0), 0
        for epoch, count in enumerate(self.right):
            offsets[done:count] = (self.log_odds[epoch] + self.log_odds[epoch + 1]) / 2
            done = count
        labels = np.ones(IMAGES, dtype=np.int64)
        labels[IMAGES - self.worsening :], offsets[IMAGES - self.worsening :] = 0, self.log_odds[0]
        order = rng.permutation(IMAGES)
        pixels = rng.uniform(0, 1, size=(IMAGES, 4))
        pixels[:, 0], pixels[:, 1] = 1.0, offsets[order]
        return pixels.reshape(IMAGES, 2, 2, 1).astype(np.float32), labels[order]


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """Trainings that reach the target, are out of epochs before, and reach a low one in the first epoch or late.

    The last one makes no progress for eleven epochs: long enough for any patience that people are used to.
    """
    target, due = float(rng.choice([0.65, 0.7, 0.8])), int(rng.integers(5, 7))
    lowest = int(np.ceil(target * IMAGES))
    below = sorted(int(count) for count in rng.integers(6, lowest, size=due - 1))
    late = sorted(int(count) for count in rng.integers(6, 28, size=9))
    late[2] = late[1]  # out of epochs after the third, while the second was as good: three were run
    return [
        Case(target, due + 3, [*below, lowest + int(rng.integers(2)), 42, 45, 47]),
        Case(target, 3, [*late, 45]),
        Case(0.3, 4, [int(rng.integers(16, 20)), 22, 40, 45]),
        Case(0.3, 16, [*[int(rng.integers(3, 8))] * 11, 12, 16, 17, 18, 18], worsening=30),
    ]


@dataclass(frozen=True)
class Outcome:
    """What `train_until` returned, and what it did to the model and the data."""

    returned: int
    history: dict[str, list[float]]
    steps: int
    compiled: bool
    asked: list[list[Any]]
    changed: list[str]

    @property
    def lengths(self) -> list[int]:
        return [len(self.history[name]) for name in METRICS]

    @property
    def values(self) -> list[list[float]]:
        return [self.history[name] for name in ("val_accuracy", "accuracy", "loss")]


class Trained:
    """One training by the student's `train_until`.

    Args:
        works: With a `StopAtTarget` that works instead of the student's.
    """

    def __init__(self, student: Any, probes: Any, case: Case, seed: int, works: bool = False):
        self.case = case
        self._student = student
        self._probes = probes
        self._seed = seed
        self._works = works

    @cached_property
    def outcome(self) -> Outcome:
        function = self._student.train_until
        self.case.announce()
        images = self.case.images(np.random.default_rng(self._seed))
        options = {"module": self._student} if self._works else {}
        answer = self._probes.callbacks.train_known_curve(
            function, TRAIN, images, self.case.target, self.case.max_epochs, **options
        )
        result, facts = expect_list(answer, length=2)
        facts = expect_dict(facts, keys=("steps", "compiled", "asked", "changed"))
        asked = [expect_list(item, length=2) for item in expect_list(facts["asked"])]
        return Outcome(
            *returned_pair(result),
            expect_integer(facts["steps"]),
            expect_integer(facts["compiled"]) > 0,
            [[expect_text(monitor), expect_number(target)] for monitor, target in asked],
            [expect_text(name) for name in expect_list(facts["changed"])],
        )

    def with_one_that_works(self) -> "Trained":
        return Trained(self._student, self._probes, self.case, self._seed, works=True)

    @property
    def changed(self) -> list[str]:
        """The data that were changed; none where training ended in an exception, which another check tells."""
        try:
            return self.outcome.changed
        except (StudentError, Failure):
            return []

    @property
    def max_epochs_by_default(self) -> int:
        """By the signature; as is due where that has no number."""
        default = self._probes.callbacks.default_of(self._student.train_until, "max_epochs")
        return 100 if default is None else expect_integer(default)

    @cached_property
    def made(self) -> list[list[Any]] | str:
        """Monitor and target that each StopAtTarget was made with; in words if there was none, or all are right."""
        try:
            made = self.with_one_that_works().outcome.asked
        except (StudentError, Failure):
            return "ended in an error"
        if not made:
            return "none"
        return [each for each in made[:4] if each != ["val_accuracy", self.case.target]] or "right"


def returned_pair(result: Any) -> tuple[int, dict[str, list[float]]]:
    """What `train_until` has returned, if it is of the right form."""
    pair = "a tuple of two: how many epochs were run, and the history as a dict"
    if not isinstance(result, list | tuple) or len(result) != 2:
        malformed(got=display.kind(result), expected=pair)
    history = result[1]
    if not isinstance(history, dict):
        kind = history.description if isinstance(history, Handle) else display.kind(history)
        malformed(got=f"{kind} in second place", expected=pair)
    missing = [name for name in METRICS if name not in history]
    if missing:
        there = ", ".join(history) or "nothing"
        malformed(
            got=f"a history without {', '.join(missing)}; it has {there}", expected=f"one with {', '.join(METRICS)}"
        )
    lists = {name: [expect_number(value) for value in expect_list(history[name])] for name in METRICS}
    return expect_integer(result[0]), lists
