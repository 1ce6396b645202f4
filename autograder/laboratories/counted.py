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
_FADING = 0.9  # what the scores are multiplied by after each epoch: the order stays, and with it the accuracy


class Training:
    """A training that the student ran: 3 classes, half of the training images and a quarter of the others wrong.

    With so many right the loss of the others grows as the scores fade, so that their best epoch is not the last.

    Attributes:
        due: What the history holds.
        epochs_undone: So many epochs before the end the model was as it is now; None if it never was.
    """

    def __init__(self, student: Any, probes: Any, rng: np.random.Generator, training: tuple[Any, bool, int]):
        (first, second), is_dataset, self.epochs = training
        scores = rng.normal(size=(first + second, 3)).astype(np.float32)
        is_wrong = np.repeat([1, 0, 1, 0], [first // 2, first - first // 2, second // 4, second - second // 4])
        labels = np.argsort(-scores, axis=1)[np.arange(len(scores)), is_wrong]
        # Row i of the faded scores is what an epoch begins with, and row i + 1 is what it ends with.
        faded = _FADING ** np.arange(self.epochs + 1)[:, None, None] * scores
        losses = np.log(np.exp(faded).sum(axis=2)) - faded[:, np.arange(len(scores)), labels]
        right = np.broadcast_to(1.0 - is_wrong, losses.shape)
        self.due = {
            f"{prefix}{name}": values[since : since + self.epochs, cut].mean(axis=1).tolist()
            for prefix, since, cut in (("", 0, slice(first)), ("val_", 1, slice(first, None)))
            for name, values in (("accuracy", right), ("loss", losses))
        }
        answer = probes.counting.trained(
            student.train_cnn, scores, labels, first, _STEP, is_dataset, self.epochs, _FADING
        )
        self.answer, uses, steps, self.keeps_its_optimizer, left = expect_list(answer, 5)
        uses = expect(uses, shape=(first + second,), dtype=float)
        left = expect(left, shape=scores.shape, dtype=float)
        same = np.isclose(faded, left, rtol=1e-3).all(axis=(1, 2))
        self.epochs_undone = self.epochs - int(same.argmax()) if same.any() else None
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


def by_epoch(history: dict[str, list[float]], *names: str) -> list[list[float]]:
    """The number of each epoch, with these values of the history."""
    return [[number, *row] for number, row in enumerate(zip(*(history[name] for name in names), strict=True), 1)]


def used(counts: list[list[int]]) -> str:
    """How often images were trained on, in words."""
    words = [f"{low}" if low == high else f"{low} to {high}" for low, high in counts]
    return f"each training image used {words[0]} times, each validation image {words[1]} times"
