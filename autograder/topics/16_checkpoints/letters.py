"""A real training on images of letters: its budget, its images, and what the file that it leaves is worth."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder import datasets
from autograder.checking import expect

LETTERS = "ILO"


@dataclass(frozen=True)
class Budget:
    """Images and training of one attempt.

    Attributes:
        size: Height and width.
        train, validation, test: Labelled images for the student's function.
        fresh: Images to judge by.
        good_epochs: After these the learning rate is far too high.
    """

    size: int
    train: int
    validation: int
    test: int
    fresh: int
    epochs: int
    good_epochs: int

    def __str__(self) -> str:
        return (
            f"train_and_test(model, train, validation, test, epochs={self.epochs}, folder=folder); "
            f"{self.train} images ({self.size}x{self.size}) of the letters {', '.join(LETTERS)}, {self.validation} for "
            f"validation, then the model in the file on {self.fresh} others"
        )


BUDGETS = {
    "cpu": Budget(20, train=192, validation=96, test=48, fresh=200, epochs=8, good_epochs=6),
    "gpu": Budget(150, train=960, validation=300, test=150, fresh=600, epochs=15, good_epochs=12),
}


def draw_letters(budget: Budget, split: str, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Images and labels of this split, freshly drawn."""
    return datasets.load("letters", split=split, size=budget.size, n=count, classes=list(LETTERS), key=rng.bytes(16))


def right_answers(probes: Any, path: str, images: np.ndarray, labels: np.ndarray, training: bool) -> float:
    """The share of right answers that the model in this file gives."""
    given = probes.collapse.answers(path, images, training)
    answers = expect(given, shape=(len(labels), len(LETTERS)), dtype=float, finite=False)
    return float((answers.argmax(axis=1) == labels).mean())
