"""The trainings that callbacks and functions are put through: each known slip keeps another epoch than the best."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.checking import called
from autograder.laboratories.trainings import METRICS, RealTraining, Training, draw_real, draw_scripted

# Of accuracies and losses, a "best so far" that begins at 0.5 or 1 notes nothing.
SHARES = (0.05, 0.49)
LOSSES = (1.1, 9.0)  # of an untrained model: with ten classes it is 2.3
LARGE_LOSSES = (20.0, 300.0)  # where images were not scaled
EPOCHS = 8


def _marks(training: Training, by: str) -> list[int]:
    """The epoch that is best, and then those that other ways to choose give: they have to be different ones."""
    accuracy, loss = ("val_accuracy", "val_loss")
    if by == "accuracy":
        best, others = training.highest(accuracy), [training.lowest(accuracy), training.lowest(loss)]
        others += [training.highest(loss), training.highest("accuracy"), training.last_change(accuracy, 1)]
    else:
        best, others = training.lowest(loss), [training.highest(loss), training.highest(accuracy)]
        others += [training.lowest(accuracy), training.lowest("loss"), training.last_change(loss, -1)]
    return [best, *others, training.total]


def tells(training: Training, by: str) -> bool:
    """Whether the best epoch is not one of the first two, and each known slip keeps another one."""
    marks = _marks(training, by)
    return marks[0] > training.done + 2 and len(set(marks)) == len(marks)


def draw_fitted(rng: np.random.Generator) -> RealTraining:
    return draw_real(rng, 2, lambda training: tells(training, "accuracy"), lambda rng: rng.permutation(EPOCHS))


def draw_rehearsed(rng: np.random.Generator, by: str) -> Training:
    return draw_scripted(rng, EPOCHS, SHARES, LOSSES, steps=2, tells=lambda training: tells(training, by))


def draw_close(rng: np.random.Generator) -> Training:
    """The epoch with the highest accuracy is better than one before it only in the third decimal."""
    while True:
        training = draw_rehearsed(rng, "accuracy")
        curve = list(training.curves["val_accuracy"])
        best = int(np.argmax(curve))
        curve[int(np.argmax(curve[:best]))] = round(curve[best] - 0.0015, 4)
        close = replace(training, curves={**training.curves, "val_accuracy": curve})
        if tells(close, "accuracy"):
            return close


def draw_single(rng: np.random.Generator) -> Training:
    """One epoch, after which not one validation image is right: it is the best all the same."""
    training = draw_scripted(rng, 1, SHARES, LOSSES, steps=2)
    return replace(training, curves={**training.curves, "val_accuracy": [0.0]})


def draw_comfortable(epochs: int) -> Training:
    """A training in which every best value so far that somebody begins with is reached; always the same."""
    return draw_scripted(np.random.default_rng(0), epochs, (0.55, 0.95), (-0.95, -0.05))


def draw_resumed(rng: np.random.Generator, by: str) -> Training:
    """A training that is gone on with, worse in all epochs than any other, the first of which is the best."""
    done = int(rng.integers(2, 5))
    metric = f"val_{by}"

    def is_best_at_first(training: Training) -> bool:
        best = training.highest(metric) if by == "accuracy" else training.lowest(metric)
        return best == done + 1

    return draw_scripted(rng, 4, (0.01, SHARES[0]), LARGE_LOSSES, steps=2, done=done, tells=is_best_at_first)


@dataclass(frozen=True)
class Case:
    """A call of `train_and_test`: the script goes on after the epochs that are asked for, and would get better."""

    training: RealTraining
    asked: Training

    @property
    def epochs(self) -> int:
        return self.asked.total

    @property
    def due(self) -> int:
        return self.asked.highest("val_accuracy")

    def announce(self, names: Sequence[str] = ()) -> None:
        """Say what is called, what the metrics are, and what files there are."""
        shown: dict[str, Any] = {"val_accuracy": [round(value, 2) for value in self.asked.curves["val_accuracy"]]}
        if names:
            shown["in the folder"] = ", ".join(names[:4])
        called(f"train_and_test(model, train, validation, test, epochs={self.epochs}, folder=folder)", **shown)

    def accuracy(self, epoch: int) -> float:
        """On the test images, of the model after this epoch."""
        return self.training.test.accuracy[epoch - 1]


def draw_case(rng: np.random.Generator) -> Case:
    """The best epoch comes after three that are no better than the first: a training must not end before it."""
    epochs = EPOCHS - 1
    due = epochs - int(rng.integers(1, 3))

    def ranks(rng: np.random.Generator) -> np.ndarray:
        found = np.full(EPOCHS, -1)
        found[[epochs, due - 1, 0]] = EPOCHS - 1, EPOCHS - 2, EPOCHS - 3
        found[found < 0] = rng.permutation(EPOCHS - 3)
        return found

    def tells(training: RealTraining) -> bool:
        asked = training.first(epochs)
        curves = {name: training.curves[name] for name in METRICS}
        by_test = 1 + int(np.argmax(training.test.accuracy[:epochs]))
        others = {asked.lowest("val_loss"), asked.highest("accuracy"), asked.lowest("loss"), by_test}
        others |= {asked.lowest("val_accuracy"), asked.highest("val_loss")}
        if others & {due - 1, due, due + 1} or by_test == asked.lowest("val_loss"):
            return False
        # What might be returned instead of the accuracy on the test images, none of it near that.
        numbers = [*training.test.accuracy, curves["val_accuracy"][due - 1], training.test.loss[due - 1]]
        return np.diff(np.sort([*numbers, curves["val_loss"][due - 1], 1.0])).min() > 0.008

    training = draw_real(rng, 1, tells, ranks)
    return Case(training, training.first(epochs))


def draw_tested(rng: np.random.Generator) -> Case:
    """A case in which the last of four batches of test images is small, and much better or worse than the others."""
    while True:
        case = draw_case(rng)
        pixels, labels = (each[-4:] for each in case.training.test.pair)
        log_odds = case.training.state(case.due) * pixels[:, 0, 0, 0] - pixels[:, 0, 1, 0]
        if abs(((log_odds > 0) == labels).mean() - case.accuracy(case.due)) > 0.1:  # the mean of batches is 0.02 off
            return case


@dataclass(frozen=True)
class Break:
    """A training that broke off after `done` epochs of `total`."""

    training: RealTraining
    done: int
    total: int

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> "Break":
        done = int(rng.choice([3, 4]))

        def tells(training: RealTraining) -> bool:
            # An optimizer that starts from scratch takes another way: it makes the first step of the schedule again.
            rates = training.learning_rates
            # The last epoch is worse than the one before: the model after it is due all the same.
            first, last = (
                [training.value(name, done + each) for name in ("val_accuracy", "val_loss")] for each in (1, 2)
            )
            return abs(rates[0] - rates[done]) > 0.1 and first[0] > last[0] and first[1] < last[1]

        return cls(draw_real(rng, 1, tells, lambda rng: rng.permutation(EPOCHS)), done, done + 2)

    @property
    def path(self) -> str:
        return f"epoch-{self.done:02d}-{self.training.value('val_accuracy', self.done):.2f}.keras"

    @property
    def due(self) -> list[int]:
        return list(range(self.done + 1, self.total + 1))
