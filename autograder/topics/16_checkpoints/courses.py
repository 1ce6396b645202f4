"""Trainings whose course is known beforehand: how sure a model is after each step, and with it every metric.

The model is that of `probes.callbacks.learning_model`. Its state is one number, its log-odds of class 1 for the image
that it trains on; which other images it classifies correctly follows from them.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

METRICS = ("accuracy", "loss", "val_accuracy", "val_loss")
EPOCHS = 7
IMAGES = 100
START = -1.0  # log-odds of the model before its first step
NEAR = 2e-3  # how near two log-odds are that mean the same step
# Every order in which epochs can be better and worse: the rank of each epoch, from 0.
ORDERS = np.array(list(itertools.permutations(range(EPOCHS))))


@dataclass(frozen=True)
class Images:
    """Images (n, 2, 2, 1) with labels 0 and 1, and how many are right and how the loss is after each epoch."""

    pixels: np.ndarray
    labels: np.ndarray
    accuracy: list[float]
    loss: list[float]

    @property
    def pair(self) -> tuple[np.ndarray, np.ndarray]:
        return self.pixels, self.labels

    def in_order(self, order: np.ndarray) -> "Images":
        """The same images where the model goes through the same states in another order."""
        accuracy, loss = ([curve[place] for place in order] for curve in (self.accuracy, self.loss))
        return replace(self, accuracy=accuracy, loss=loss)


@dataclass(frozen=True)
class Training:
    """A training whose course is known. Epochs count from 1.

    Attributes:
        states: Log-odds of the model after each step, (epochs, steps).
        validation: Images for validation.
        test: Further images.
    """

    states: np.ndarray
    validation: Images
    test: Images

    @property
    def epochs(self) -> int:
        return len(self.states)

    @property
    def steps(self) -> int:
        return int(self.states.shape[1])

    @property
    def before(self) -> np.ndarray:
        """Log-odds before each step, (epochs, steps)."""
        return np.concatenate([[START], self.states.ravel()[:-1]]).reshape(self.states.shape)

    @property
    def learning_rates(self) -> list[float]:
        """Of each step: gradient descent raises the log-odds by twice the rate times what is missing to certainty.

        After the last step nothing changes any more.
        """
        missing = np.exp(-softplus(self.before))
        return [*map(float, ((self.states - self.before) / (2 * missing)).ravel()), 0.0]

    @cached_property
    def curves(self) -> dict[str, list[float]]:
        """Each metric, one value an epoch."""
        return {
            "accuracy": [float(share) for share in (self.before > 0).mean(axis=1)],
            "loss": [float(loss) for loss in softplus(-self.before).mean(axis=1)],
            "val_accuracy": self.validation.accuracy,
            "val_loss": self.validation.loss,
        }

    def logs(self) -> list[dict[str, float]]:
        return [{name: self.curves[name][epoch] for name in METRICS} for epoch in range(self.epochs)]

    def best(self, by: str, epochs: int = EPOCHS) -> int:
        """The epoch that is best by "accuracy" or "loss" on the validation images, among so many."""
        curve = self.curves[f"val_{by}"][:epochs]
        return highest(curve) if by == "accuracy" else lowest(curve)

    def place(self, state: float | None) -> tuple[int, int] | None:
        """The epoch and the step in it, from 1, after which the model was in this state."""
        if state is None:
            return None
        distance = np.abs(self.states - state)
        if not distance.min() <= NEAR:
            return None
        epoch, step = np.unravel_index(int(distance.argmin()), distance.shape)
        return int(epoch) + 1, int(step) + 1

    def epoch(self, state: float | None) -> int | None:
        """The epoch at whose end the model was in this state."""
        place = self.place(state)
        return place[0] if place is not None and place[1] == self.steps else None

    def shown(self, *names: str) -> dict[str, list[float]]:
        """Metrics for the line under a call."""
        return {name: [round(value, 2) for value in self.curves[name]] for name in names}


def highest(curve: Sequence[float]) -> int:
    """The first epoch with the highest value, from 1."""
    return int(np.argmax(curve)) + 1


def lowest(curve: Sequence[float]) -> int:
    """The first epoch with the lowest value, from 1."""
    return int(np.argmin(curve)) + 1


def last_rise(curve: Sequence[float]) -> int:
    """The last epoch with a higher value than the epoch before."""
    return max((epoch + 1 for epoch in range(1, len(curve)) if curve[epoch] > curve[epoch - 1]), default=1)


def draw_training(
    rng: np.random.Generator, steps: int, tells: Callable[[Training], bool], orders: np.ndarray
) -> Training:
    """A training in which `tells` is true: right answers and known mistakes can be told apart.

    Args:
        steps: Batches in each epoch.
        tells: What has to be true of the training.
        orders: The ranks that its val_accuracy may have in the epochs, one row for each possibility.
    """
    while True:
        levels = np.linspace(-0.6, 2.4, EPOCHS) + rng.uniform(-0.1, 0.1, EPOCHS)
        validation, test = draw_images(rng, levels, fewest=48), draw_images(rng, levels, fewest=50)
        by_rank = np.argsort(validation.accuracy)
        for ranks in rng.choice(orders, size=20):
            order = by_rank[ranks]
            starts = np.concatenate([[START], levels[order][:-1]])
            parts = np.arange(1, steps + 1) / steps
            states = starts[:, None] + (levels[order] - starts)[:, None] * parts
            training = Training(states, validation.in_order(order), test.in_order(order))
            if np.diff(np.sort(states, axis=None)).min() > 3 * NEAR and tells(training):
                return training


def draw_images(rng: np.random.Generator, levels: np.ndarray, fewest: int) -> Images:
    """Images of which a drawn number, `fewest` or 4, 8, ... more, is right at each of these log-odds, which rise.

    The log-odds of an image are those of the model times its first pixel, minus its second.
    """
    always = never = -1
    while min(always, never) < 0:
        right = rng.permutation(rng.choice(fewest + 4 * np.arange(11), size=len(levels), replace=False))
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

    pixels = rng.uniform(0, 1, size=(IMAGES, 4))
    pixels[:, 0] = np.concatenate([np.ones(len(middles)), slopes])
    pixels[:, 1] = np.concatenate([middles, offsets])
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
