"""Trainings whose logs are known beforehand, and when each is to stop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking import called

METRICS = ("accuracy", "val_accuracy", "loss", "val_loss")

HIGH, LOW = 1.5, 0.01  # losses

Logs = Mapping[str, float] | None


def epochs(count: int) -> str:
    """1 epoch, 3 epochs."""
    return f"{count} epoch" if count == 1 else f"{count} epochs"


@dataclass(frozen=True)
class Trial:
    """A training whose logs are known beforehand, and the callback that is to watch it.

    Attributes:
        logs: Those at the end of each epoch.
        given: Which of its two arguments the callback is made with; `by_name` says how.
        done: How many epochs were trained before.
        early: Logs of all batches of an epoch but the last; one batch an epoch where there are none.
        exactly: Whether the epoch after which training stops matters, or only that it stops.
    """

    monitor: str
    target: float
    logs: Sequence[Logs]
    given: Sequence[str] = ("monitor", "target")
    by_name: bool = False
    done: int = 0
    early: Mapping[str, float] | None = None
    exactly: bool = True

    @property
    def due(self) -> int | None:
        """The epoch after which training is to stop, counted from 1; None if it goes on. Any epoch counts as 0."""
        curve = enumerate(self.curve(self.monitor), start=1)
        first = next((epoch for epoch, value in curve if value is not None and value >= self.target), None)
        return first if self.exactly or first is None else 0

    @property
    def arguments(self) -> dict[str, Any]:
        every = {"monitor": self.monitor, "target": self.target}
        return {name: every[name] for name in self.given}

    @property
    def callback(self) -> str:
        shown = {name: f'"{value}"' if isinstance(value, str) else str(value) for name, value in self.arguments.items()}
        return f"StopAtTarget({', '.join(f'{n}={v}' if self.by_name else v for n, v in shown.items())})"

    def curve(self, name: str) -> list[float | None]:
        return [None if logs is None else logs.get(name) for logs in self.logs]

    def announce(self) -> None:
        """Show this training as what was called."""
        names = [name for name in {*METRICS, self.monitor} if any(value is not None for value in self.curve(name))]
        curves = {name: self.curve(name) for name in sorted(names, key=lambda name: (name.startswith("val"), name))}
        if not curves:
            called(f"stop = {self.callback}; stop.on_epoch_end(0, logs=None); stop.on_epoch_end(1, logs=None)")
            return
        data = "x, y, validation_data=(x2, y2)" if any(name.startswith("val_") for name in curves) else "x, y"
        span = f"initial_epoch={self.done}, " if self.done else ""
        batches = {"before_the_last_batch": dict(self.early)} if self.early else {}
        length = self.done + len(self.logs)
        called(f"model.fit({data}, {span}epochs={length}, callbacks=[{self.callback}])", **curves, **batches)

    def by_hand(self, every: bool = False) -> list[str]:
        """Lines that show the same in plain Python: at the end of each epoch, whether training is to stop.

        Args:
            every: With every metric, not only the one that is watched.
        """
        # A model that never trained has no stop_training yet; some callbacks begin in on_train_begin.
        made = f"stop = {self.callback}; stop.set_model(keras.Sequential())"
        begun = "stop.model.stop_training = False; stop.on_train_begin()"
        kept = [
            logs and {name: value for name, value in logs.items() if every or name == self.monitor}
            for logs in (self.logs[: self.due] if self.due else self.logs[:3])
        ]
        calls = [
            *([f"stop.on_train_batch_end(0, {self.early})"] if self.early else []),
            "stop.on_epoch_end(epoch, logs)",
        ]
        steps = (
            f"for epoch, logs in enumerate({kept}, {self.done}): {'; '.join(calls)}; print(stop.model.stop_training)"
        )
        return [f"{made}; {begun}", f"{steps}  # expected: {self.shown_by_hand}"]

    @property
    def shown_by_hand(self) -> str:
        if not self.due:
            return "False" if self.due is None else "True at the end"
        return f"True in the last line{' alone' if self.due > 1 else ''}"


def rising(rng: np.random.Generator, low: float, high: float, count: int) -> list[float]:
    """`count` rising accuracies in hundredths."""
    return [round(float(value), 2) for value in np.sort(rng.uniform(low, high, count))]


def logs_of(**curves: list[float]) -> list[dict[str, float]]:
    """The logs of each epoch."""
    return [dict(zip(curves, values, strict=True)) for values in zip(*curves.values(), strict=True)]


def one_story(curve: list[float], target: float) -> list[dict[str, float]]:
    """Logs in which every metric says the same: which of them is watched does not matter."""
    losses = [LOW if value >= target else HIGH for value in curve]
    return logs_of(
        accuracy=[min(round(v + 0.002, 3), 1.0) for v in curve], val_accuracy=curve, loss=losses, val_loss=losses
    )


def due_of(trial: Trial) -> str:
    """When a training is to stop, in words."""
    if trial.due is None:
        return f"{epochs(len(trial.logs))}: training goes on"
    value = trial.curve(trial.monitor)[trial.due - 1]
    return f"{epochs(trial.due)}: {trial.monitor} was {value} then, the first that is at least {trial.target}"
