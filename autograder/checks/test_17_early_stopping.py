"""Checks of 17 Early stopping at a target.

One slip should cost once. Where a training does not end as it should, the same question is asked again with one slip
put right (a misspelt method called by hand, percentages in place of shares, ...): 17.1 names the slip and takes its
points; the other checks then pass with a note.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.checking import (
    Handle,
    StudentError,
    called,
    expect_dict,
    expect_handle,
    expect_integer,
    expect_list,
    note,
    points,
)

CALLBACK = "a Keras callback: StopAtTarget inherits from keras.callbacks.Callback"
METRICS = ("accuracy", "val_accuracy", "loss", "val_loss")


def epochs(count: int) -> str:
    """1 epoch, 3 epochs."""
    return f"{count} epoch" if count == 1 else f"{count} epochs"


# --- StopAtTarget ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """What a callback did in one training. Epochs count from 1."""

    epochs: int
    model_stopped: int | None
    callback_stopped: int | None
    warnings: list[str]
    printed: str

    @classmethod
    def vouched(cls, report: Any) -> "Run":
        found = expect_dict(report, keys=("epochs", "model_stopped", "callback_stopped", "warnings", "printed"))
        stopped = [found["model_stopped"], found["callback_stopped"]]
        return cls(
            expect_integer(found["epochs"]),
            *(None if epoch is None else expect_integer(epoch) for epoch in stopped),
            [str(text) for text in expect_list(found["warnings"])],
            str(found["printed"]),
        )

    @property
    def decided(self) -> int | None:
        """The first epoch after which `stop_training` was set, of the model or of the callback itself."""
        return min((epoch for epoch in (self.model_stopped, self.callback_stopped) if epoch is not None), default=None)


@dataclass(frozen=True)
class Trial:
    """A training whose metrics are known beforehand, and the callback that is to watch it."""

    monitor: str
    target: float
    curves: dict[str, list[float]]

    @property
    def due(self) -> int:
        """The first epoch in which the metric is at least the target."""
        return next(epoch for epoch, value in enumerate(self.curves[self.monitor], start=1) if value >= self.target)

    @property
    def length(self) -> int:
        return len(self.curves["loss"])

    @property
    def callback(self) -> str:
        return f'StopAtTarget("{self.monitor}", {self.target})'

    def logs(self) -> list[dict[str, float]]:
        return [{name: curve[epoch] for name, curve in self.curves.items()} for epoch in range(self.length)]

    def announce(self) -> None:
        """Show this training as what was called."""
        data = "x, y, validation_data=(x2, y2)" if "val_accuracy" in self.curves else "x, y"
        shown = {name: self.curves[name] for name in METRICS if name in self.curves}
        called(f"model.fit({data}, epochs={self.length}, callbacks=[{self.callback}])", **shown)

    def ran(self, run: Run) -> str:
        """What came of it, for a message."""
        if run.model_stopped is None and run.epochs == self.length:
            return f"{run.epochs} epochs of {self.length}"
        return epochs(run.epochs)

    def expected(self) -> str:
        value = self.curves[self.monitor][self.due - 1]
        return f"{epochs(self.due)}: {self.monitor} was {value} then, the first that is at least {self.target}"

    def by_hand(self) -> list[str]:
        """Three lines that show the same in plain Python."""
        shown = self.curves[self.monitor][: self.due]
        return [
            f"stop = {self.callback}; stop.set_model(keras.Sequential())",
            f'for value in {shown}: stop.on_epoch_end(0, {{"{self.monitor}": value}})',
            "print(stop.model.stop_training)",
        ]


class Asker:
    """Puts a student's `StopAtTarget` through trainings, a new one each time."""

    def __init__(self, student: Any, probes: Any):
        self.student = student
        self.probes = probes

    def make(self, trial: Trial) -> Handle:
        callback = self.student.StopAtTarget(trial.monitor, trial.target)
        return expect_handle(callback, "keras.callbacks.Callback", CALLBACK)

    def fit(self, trial: Trial) -> Run:
        """A real training."""
        callback = self.make(trial)
        trial.announce()
        return Run.vouched(self.probes.callbacks.scripted_fit(callback, trial.curves))

    def rehearse(self, trial: Trial, hook: str = "", logs: list[Any] | None = None) -> Run:
        """The same by hand, which is quick. If `hook` is given, that method alone is called, at the end of an epoch."""
        callback = self.make(trial)
        trial.announce()
        return Run.vouched(self.probes.callbacks.rehearse(callback, logs or trial.logs(), hook))

    def other_hooks(self, trial: Trial) -> list[str]:
        """Names of the student's own methods that begin with on_, without on_epoch_end."""
        found = expect_list(self.probes.callbacks.own_hooks(self.make(trial)))
        return [name for name in found if isinstance(name, str) and name != "on_epoch_end"]

    def put_right(self, trial: Trial) -> Iterator[tuple[str, Run]]:
        """The same training with one known slip put right, for each slip that does not end in an exception."""
        slips = [
            ("logs in percent", replace(trial, curves=_each_accuracy(trial, lambda value: 100 * value)), ""),
            ("target in percent", replace(trial, target=_rounded(100 * trial.target)), ""),
            ("turned round", _turned_round(trial), ""),
            ("acc", replace(trial, curves=_named_acc(trial.curves)), ""),
            *((hook, trial, hook) for hook in self.other_hooks(trial)),
        ]
        for slip, changed, hook in slips:
            try:
                run = self.rehearse(changed, hook)
            except StudentError:
                continue
            yield slip, run

    def reacts_to(self, monitor: str, target: float) -> list[str]:
        """Names in `logs` on which a callback asked to watch `monitor` stops, where nothing else gives a reason to."""
        quiet = dict.fromkeys(("accuracy", "val_accuracy", "acc", "val_acc"), 0.3) | {"loss": 3.0, "val_loss": 3.0}
        trial = Trial(monitor, target, {name: [value] for name, value in quiet.items()})
        try:
            if self.rehearse(trial).decided:
                return []
            loud = {name: quiet | {name: 0.01 if "loss" in name else 0.99} for name in quiet}
            return [name for name, logs in loud.items() if self.rehearse(trial, logs=[logs]).decided]
        except StudentError:
            return []


def _rounded(value: float) -> float:
    return round(value, 6)


def _each_accuracy(trial: Trial, change: Callable[[float], float]) -> dict[str, list[float]]:
    return {
        name: curve if "loss" in name else [_rounded(change(value)) for value in curve]
        for name, curve in trial.curves.items()
    }


def _turned_round(trial: Trial) -> Trial:
    """The trial in which an accuracy is at most the target where it was at least the target before."""
    curves = _each_accuracy(trial, lambda value: 1 - value)
    return replace(trial, target=_rounded(1 - trial.target), curves=curves)


def _named_acc(curves: dict[str, list[float]]) -> dict[str, list[float]]:
    return {name.replace("accuracy", "acc"): curve for name, curve in curves.items()}


def rising(rng: np.random.Generator, target: float, due: int, length: int, low: float = 0.3) -> list[float]:
    """An accuracy that is at least the target from epoch `due` on, in hundredths."""
    below = np.sort(rng.uniform(low, target - 0.04, due - 1))
    above = np.sort(rng.uniform(target + 0.03, 0.99, length - due + 1))
    return [round(float(value), 2) for value in (*below, *above)]


def with_note(slip: str) -> None:
    """Say that this check has passed with a slip put right."""
    note(f"Right, once the slip that 17.1 is about was put right for this check ({slip}).")


SLIPS = {
    "logs in percent": "a share compared with a percentage: with accuracies of 41, 55, 78 it does stop; "
    "in logs they are 0.41, 0.55, 0.78",
}


def named_slip(slip: str, trial: Trial) -> str:
    """What a slip that was confirmed by putting it right looks like, in the student's words."""
    curve, due = trial.curves[trial.monitor], trial.due
    percent = ", ".join(f"{100 * value:.0f}" for value in curve[:due])
    wording = {
        "logs in percent": f"a percentage: with accuracies of {percent} it does stop; in logs they are shares, "
        f"{curve[due - 1]}, not {100 * curve[due - 1]:.0f}",
        "target in percent": f"percent: with a target of {100 * trial.target:.0f} it does stop; "
        f"the target is a share, {trial.target}",
        "turned round": "the comparison turned round (<= or < in place of >=)",
        "acc": 'the name "acc" in place of "accuracy": with metrics of that name it does stop; '
        'the key is what compile was given, here "accuracy"',
        "on_epoch_begin": "the decision in on_epoch_begin, which has no metrics yet: decide in on_epoch_end",
    }
    return wording.get(slip, f"the decision in {slip}: Keras hands the epoch's metrics to on_epoch_end alone")


@points(3, function="StopAtTarget")
def test_stops_at_the_first_epoch_at_the_target(student, probes, rng):
    """Stops at the end of the first epoch at the target"""
