"""Trainings whose course is known beforehand: how sure the model is after each step, and what each metric is.

The model is that of `probes.callbacks.learning_model`. Its state is one number, its log-odds of class 1 for the image
that it trains on. So a file tells after which step it was saved. In a real training, which other images the model
classifies correctly follows from its state too; in a rehearsed one the metrics are whatever was drawn.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

METRICS = ("accuracy", "loss", "val_accuracy", "val_loss")
IMAGES = 100
START = -1.0  # log-odds of the model before its first step
NEAR = 2e-3  # how near two log-odds are that mean the same step


@dataclass(frozen=True)
class Training:
    """A training whose course is known. Epochs count from 1.

    Attributes:
        states: Log-odds of the model after each step, (epochs, steps).
        curves: Each metric, one value an epoch.
        done: How many epochs were run before, in an earlier training: the first one here is number `done + 1`.
    """

    states: np.ndarray
    curves: Mapping[str, Sequence[float]]
    done: int = 0

    @property
    def steps(self) -> int:
        return int(self.states.shape[1])

    @property
    def total(self) -> int:
        """The number of the last epoch."""
        return self.done + len(self.states)

    def epochs(self) -> range:
        """The numbers of all epochs."""
        return range(self.done + 1, self.total + 1)

    def value(self, metric: str, epoch: int) -> float:
        return self.curves[metric][epoch - self.done - 1]

    def highest(self, metric: str) -> int:
        """The first epoch with the highest value."""
        return self.done + 1 + int(np.argmax(self.curves[metric]))

    def lowest(self, metric: str) -> int:
        """The first epoch with the lowest value."""
        return self.done + 1 + int(np.argmin(self.curves[metric]))

    def last_change(self, metric: str, sign: int) -> int:
        """The last epoch with a higher value (sign 1) or a lower one (sign -1) than the epoch before."""
        places = np.flatnonzero(sign * np.diff(self.curves[metric]) > 0)
        return self.done + (2 + int(places[-1]) if len(places) else 1)

    def logs(self) -> list[dict[str, float]]:
        return [{name: float(self.value(name, epoch)) for name in METRICS} for epoch in self.epochs()]

    def place(self, state: float | None) -> tuple[int, int] | None:
        """The epoch and the step in it, from 1, after which the model was in this state."""
        if state is None:
            return None
        distance = np.abs(self.states - state)
        if not distance.min() <= NEAR:
            return None
        epoch, step = np.unravel_index(int(distance.argmin()), distance.shape)
        return self.done + int(epoch) + 1, int(step) + 1

    def state(self, epoch: int) -> float:
        """Log-odds of the model after this epoch."""
        return float(self.states[epoch - self.done - 1, -1])


@dataclass(frozen=True)
class Images:
    """Images (n, 2, 2, 1) with labels 0 and 1; which share is right and how high the loss is after each epoch."""

    pixels: np.ndarray
    labels: np.ndarray
    accuracy: Sequence[float]
    loss: Sequence[float]

    @property
    def pair(self) -> tuple[np.ndarray, np.ndarray]:
        return self.pixels, self.labels

    def in_order(self, order: np.ndarray) -> "Images":
        """The same images where the model goes through the same states in another order."""
        accuracy, loss = ([curve[place] for place in order] for curve in (self.accuracy, self.loss))
        return replace(self, accuracy=accuracy, loss=loss)


@dataclass(frozen=True)
class RealTraining(Training):
    """A training that Keras runs, and whose metrics follow from images.

    Attributes:
        learning_rates: Of each step. After the last one nothing changes any more.
        validation, test: Further images.
    """

    learning_rates: Sequence[float] = ()
    validation: Images = Images(np.zeros(0), np.zeros(0), (), ())
    test: Images = Images(np.zeros(0), np.zeros(0), (), ())

    @classmethod
    def along(cls, states: np.ndarray, validation: Images, test: Images) -> "RealTraining":
        """The training that takes the model through these states.

        Gradient descent raises the log-odds by twice the learning rate times what is missing to certainty.
        """
        before = np.concatenate([[START], states.ravel()[:-1]]).reshape(states.shape)
        rates = ((states - before) / (2 * np.exp(-softplus(before)))).ravel()
        curves = {
            "accuracy": [float(share) for share in (before > 0).mean(axis=1)],
            "loss": [float(loss) for loss in softplus(-before).mean(axis=1)],
            "val_accuracy": validation.accuracy,
            "val_loss": validation.loss,
        }
        return cls(states, curves, 0, [*map(float, rates), 0.0], validation, test)

    def first(self, epochs: int) -> Training:
        """Only so many epochs of it."""
        return Training(self.states[:epochs], {name: curve[:epochs] for name, curve in self.curves.items()})


def draw_scripted(
    rng: np.random.Generator,
    epochs: int,
    shares: tuple[float, float],
    losses: tuple[float, float],
    steps: int = 1,
    done: int = 0,
    tells: Callable[[Training], bool] = lambda training: True,
) -> Training:
    """A training to be rehearsed in which `tells` is true.

    Args:
        shares, losses: Between which values the accuracies and the losses lie, both on the training images and on the
            others. No two of a curve are the same when they are rounded to two decimals.
        tells: What has to be true of it, so that right answers and known mistakes can be told apart.
    """
    states = np.linspace(START + 0.1, 2.0, epochs * steps).reshape(epochs, steps)
    while True:
        ranges = {"accuracy": shares, "loss": losses, "val_accuracy": shares, "val_loss": losses}
        training = Training(states, {name: draw_values(rng, epochs, *limits) for name, limits in ranges.items()}, done)
        if tells(training):
            return training


def draw_values(rng: np.random.Generator, count: int, low: float, high: float) -> list[float]:
    """Numbers with four decimals that differ in their first two, rounded, and are not in the middle of two such."""
    hundredths = rng.choice(np.arange(round(100 * low), round(100 * high)), size=count, replace=False)
    return [round(float(value), 4) for value in hundredths / 100 + rng.integers(-30, 31, count) / 10_000]


def draw_real(
    rng: np.random.Generator,
    steps: int,
    tells: Callable[[RealTraining], bool],
    ranks: Callable[[np.random.Generator], np.ndarray],
) -> RealTraining:
    """A real training in which `tells` is true. Fewer than half of the images are right after each epoch.

    Args:
        steps: Batches in each epoch.
        ranks: Draws the rank of each epoch's val_accuracy, from 0 for the lowest.
    """
    while True:
        epochs = len(ranks(rng))
        levels = np.linspace(-0.6, 2.4, epochs) + rng.uniform(-0.1, 0.1, epochs)
        validation, test = draw_images(rng, levels, fewest=20), draw_images(rng, levels, fewest=21)
        by_rank = np.argsort(validation.accuracy)
        for _ in range(20):
            order = by_rank[ranks(rng)]
            starts = np.concatenate([[START], levels[order][:-1]])
            parts = np.arange(1, steps + 1) / steps
            states = starts[:, None] + (levels[order] - starts)[:, None] * parts
            training = RealTraining.along(states, validation.in_order(order), test.in_order(order))
            if np.diff(np.sort(states, axis=None)).min() > 3 * NEAR and tells(training):
                return training


def draw_images(rng: np.random.Generator, levels: np.ndarray, fewest: int) -> Images:
    """Images of which a drawn number, `fewest` or 2, 4, ... 24 more, is right at each of these log-odds, which rise.

    The log-odds of an image are those of the model times its first pixel, minus its second. Both pixels are large, so
    that the loss is above 1 all the time.
    """
    always = never = -1
    while min(always, never) < 0:
        right = rng.permutation(rng.choice(fewest + 2 * np.arange(13), size=len(levels), replace=False))
        changes = np.diff(right)
        always = int(right[0] + changes[changes < 0].sum())
        never = int(IMAGES - np.abs(changes).sum() - always)
    # Images that become right (label 1) or wrong (label 0) in the middle between two levels.
    middles = np.repeat((levels[1:] + levels[:-1]) / 2, np.abs(changes))
    turning = np.repeat(changes > 0, np.abs(changes))
    # Images that stay on one side. How many of them become surer and how many less decides where the loss is lowest.
    rising = rng.random(always + never) < rng.uniform(0.2, 0.8)
    slopes = np.where(rising, 1, -1) * rng.uniform(0.3, 2.5, always + never)
    reached = slopes[:, None] * levels[[0, -1]]
    margins = rng.uniform(0.2, 1.0, always + never)
    is_above = rng.random(always + never) < 0.5
    offsets = np.where(is_above, reached.min(axis=1) - margins, reached.max(axis=1) + margins)
    staying = np.where(np.arange(always + never) < always, is_above, ~is_above)

    scale = rng.uniform(16, 40, IMAGES)
    pixels = rng.uniform(0, 1, size=(IMAGES, 4))
    pixels[:, 0] = scale * np.concatenate([np.ones(len(middles)), slopes])
    pixels[:, 1] = scale * np.concatenate([middles, offsets])
    labels = np.concatenate([turning, staying]).astype(np.int64)
    log_odds = levels[:, None] * pixels[:, 0] - pixels[:, 1]
    loss = softplus(np.where(labels == 1, -log_odds, log_odds)).mean(axis=1)
    shuffled = rng.permutation(IMAGES)
    return Images(
        pixels[shuffled].reshape(IMAGES, 2, 2, 1).astype(np.float32),
        labels[shuffled],
        [int(count) / IMAGES for count in right],
        [float(value) for value in loss],
    )


def softplus(values: np.ndarray) -> np.ndarray:
    return np.logaddexp(0.0, values)
