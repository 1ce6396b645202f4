"""Few labelled images on a pretrained base: images, budget, and the weights that fine_tune itself changes."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder import datasets
from autograder.checking import StudentError, expect_list

NAMES = ("dress", "hat", "pants", "shoes", "t-shirt")
HEAD_RATE, TUNING_RATE = 0.01, 0.0001
MOST_AT_A_TIME = 100


@dataclass(frozen=True)
class Budget:
    """Images and training of one attempt.

    Attributes:
        size: Height and width.
        shots: Labelled images of each class.
        tests: Images to judge by.
        cut: What the backbone computes up to this layer stays the same throughout, and is computed once.
        first: The first layer that learns in the second phase.
        eager: Whether the first phase runs without tracing.
    """

    size: int
    shots: int
    tests: int
    cut: str
    first: str
    head_epochs: int
    tuning_epochs: int
    batch_size: int
    eager: bool

    def __str__(self) -> str:
        return (
            f"freeze(base), {self.head_epochs} epochs, "
            f'fine_tune(model, base, "{self.first}", {TUNING_RATE}), {self.tuning_epochs} epochs; '
            f"{self.shots} images ({self.size}x{self.size}) of each of {len(NAMES)} classes, then {self.tests} others"
        )


BUDGETS = {
    "cpu": Budget(
        size=48,
        shots=10,
        tests=150,
        cut="mixed4",
        first="block5_sepconv1",
        head_epochs=20,
        tuning_epochs=8,
        batch_size=50,
        eager=True,
    ),
    "gpu": Budget(
        size=299,
        shots=20,
        tests=300,
        cut="images",
        first="block5_sepconv1",
        head_epochs=30,
        tuning_epochs=5,
        batch_size=20,
        eager=False,
    ),
}


def draw(budget: Budget, split: str, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Images and labels of this split, drawn again."""
    return datasets.load("fashion", split=split, size=budget.size, n=count, key=rng.bytes(16), classes=NAMES)


def changed_by(student: Any, probes: Any, keras: Any) -> list[str]:
    """Names of the weights of a small model that the student's `fine_tune` itself changes."""
    layers = [keras.layers.Dense(4, name=name) for name in "abc"]
    base = keras.Sequential([keras.Input((4,)), *layers])
    model = keras.Sequential([base, keras.layers.Dense(3, activation="softmax", name="head")])
    probes.few_images.compile_first(model, HEAD_RATE, eager=True)
    names = [f"{layer}/{weight}" for layer in ("a", "b", "c", "head") for weight in ("kernel", "bias")]
    before = expect_list(model.get_weights(), len(names))
    try:
        student.fine_tune(model, base, "b", TUNING_RATE)
        after = expect_list(model.get_weights())
    except StudentError:
        return []
    changed = [name for name, old, new in zip(names, before, after, strict=False) if not np.array_equal(old, new)]
    return changed + ["those of a layer that is new"] * (len(after) > len(before))
