"""Trainings that students run on a model which counts how often it learns from each image."""

from typing import Any

import numpy as np

from autograder.checking import (
    Handle,
    called,
    expect,
    expect_dict,
    expect_integer,
    expect_list,
    expect_number,
    malformed,
)

_STEP = 4  # images in a batch


class Training:
    """A training that the student ran: 3 classes, a quarter of the training images and half of the others wrong."""

    def __init__(self, student: Any, probes: Any, rng: np.random.Generator, training: tuple[Any, bool, int]):
        (first, second), is_dataset, self.epochs = training
        scores = rng.normal(size=(first + second, 3)).astype(np.float32)
        is_wrong = np.repeat([1, 0, 1, 0], [first // 4, first - first // 4, second // 2, second - second // 2])
        labels = np.argsort(-scores, axis=1)[np.arange(len(scores)), is_wrong]
        losses = np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(scores)), labels]
        means = [part[cut].mean() for cut in (slice(first), slice(first, None)) for part in (1 - is_wrong, losses)]
        self.due = dict(zip(("accuracy", "loss", "val_accuracy", "val_loss"), map(float, means), strict=True))
        answer = probes.counting.trained(student.train_cnn, scores, labels, first, _STEP, is_dataset, self.epochs)
        self.answer, uses, steps, self.keeps_its_optimizer = expect_list(answer, 4)
        uses = expect(uses, shape=(first + second,), dtype=float)
        self.uses = [[int(part.min()), int(part.max())] for part in (uses[:first], uses[first:])]
        self.steps, self.steps_due = expect_integer(steps), self.epochs * -(-first // _STEP)
        kind = "tf.data.Dataset" if is_dataset else "PyDataset"
        called(
            f"train_cnn(model, train, validation, {self.epochs}): a {kind} of {first} images, and one of {second} to "
            f"validate with, both in batches of {_STEP}"
        )

    def history(self) -> dict[str, list[float]]:
        """The returned history, with nothing in it but numbers."""
        what = "the dictionary in its attribute history"
        if isinstance(self.answer, Handle):
            malformed(got=self.answer.description, expected=f"the history of all epochs: {what}")
        found = expect_dict(self.answer, tuple(self.due))
        return {name: [expect_number(value) for value in expect_list(found[name])] for name in self.due}


def used(counts: list[list[int]]) -> str:
    """How often images were trained on, in words."""
    words = [f"{low}" if low == high else f"{low} to {high}" for low, high in counts]
    return f"each training image used {words[0]} times, each validation image {words[1]} times"
