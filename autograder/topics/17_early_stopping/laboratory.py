"""What a student's `StopAtTarget` makes of trainings whose logs are known, and which slip put right would help."""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from autograder.checking import (
    Handle,
    StudentError,
    expect_dict,
    expect_handle,
    expect_integer,
    expect_list,
    expect_text,
)
from autograder.checking.failure import Failure

from .trials import METRICS, Logs, Trial


@dataclass(frozen=True)
class Run:
    """What a callback did in one training. Epochs count from 1."""

    epochs: int
    model_stopped: int | None
    callback_stopped: int | None
    raised: int | None
    flagged: int | None
    flag: str
    warnings: list[str]
    printed: str

    @classmethod
    def vouched(cls, report: Any) -> "Run":
        stops = ("model_stopped", "callback_stopped", "raised")
        found = expect_dict(report, keys=(*stops, "epochs", "flagged", "warnings", "printed"))
        flag, flagged = expect_list(found["flagged"], 2) if found["flagged"] is not None else ("", None)
        return cls(
            expect_integer(found["epochs"]),
            *(None if epoch is None else expect_integer(epoch) for epoch in (*(found[n] for n in stops), flagged)),
            expect_text(flag),
            [expect_text(text) for text in expect_list(found["warnings"])],
            expect_text(found["printed"]),
        )

    @property
    def decided(self) -> int | None:
        """The first epoch after which the callback meant training to stop, in whatever way it said so."""
        ways = (self.model_stopped, self.callback_stopped, self.raised, self.flagged)
        return min((epoch for epoch in ways if epoch is not None), default=None)

    @property
    def slip(self) -> str:
        """In which wrong way it said so."""
        if self.model_stopped is not None or self.decided is None or self.raised is not None:
            return ""
        return OWN_FLAG if self.callback_stopped is not None else f"model.{self.flag}, which nobody reads"


OWN_FLAG = "stop_training set on the callback instead of the model"


@dataclass(frozen=True)
class Slip:
    """A known slip put right: the training as one needs it who has made the slip, and how the callback is asked.

    Attributes:
        name: In words, as in "correct apart from one mistake".
        counts_once: Other checks pass with this slip put right.
        lag: How many epochs later than due it stops.
    """

    name: str
    change: Callable[[Trial], Trial] = lambda trial: trial
    options: Mapping[str, Any] = field(default_factory=dict)
    counts_once: bool = True
    lag: int = 0


def mapped(trial: Trial, change: Callable[[float], float], names: Sequence[str] = ()) -> Trial:
    """The trial with its accuracies changed, or these metrics."""

    def changed(logs: Logs) -> Logs:
        if logs is None:
            return None
        chosen = names or [name for name in logs if "loss" not in name]
        return {name: round(change(value), 6) if name in chosen else value for name, value in logs.items()}

    return replace(trial, logs=[changed(logs) for logs in trial.logs])


def renamed(trial: Trial) -> Trial:
    """The trial of a model compiled with metrics=["acc"]."""
    logs = [each and {name.replace("accuracy", "acc"): value for name, value in each.items()} for each in trial.logs]
    return replace(trial, logs=logs)


def moved(trial: Trial, by: float, *, exactly: bool = False) -> Trial:
    """Where the target is reached: values that lie beyond it, or the first of them at the target `exactly`."""
    target = trial.target
    due = trial.due or 0
    logs = list(mapped(trial, lambda v: v + by if v >= target else v, [trial.monitor]).logs)
    if exactly and due and logs[due - 1]:
        logs[due - 1] = {**(logs[due - 1] or {}), trial.monitor: target}
    return replace(trial, logs=logs)


PLAIN = Slip("")
SLIPS = (
    Slip("percent instead of a share in logs", lambda trial: mapped(trial, lambda value: 100 * value)),
    Slip("percent instead of a share as target", lambda trial: mapped(trial, lambda value: value / 100)),
    Slip(
        "the comparison turned round",
        lambda trial: mapped(trial, lambda value: 2 * trial.target - value),
    ),
    Slip('"acc" instead of "accuracy"', renamed),
    Slip("stopping one epoch late", lag=1),
    Slip("an exception instead of stop_training", options={"catch": True}),
    Slip("the arguments of StopAtTarget in another order", lambda trial: replace(trial, by_name=True)),
    Slip("== instead of >=", lambda trial: moved(trial, 0, exactly=True), counts_once=False),
    Slip("> instead of >=", lambda trial: moved(trial, 0.01), counts_once=False),
    Slip(
        "rounding",
        lambda trial: mapped(trial, lambda value: value - 0.02 if 0 < trial.target - value < 0.02 else value),
        counts_once=False,
    ),
)
GLOBAL_MODEL = "model instead of self.model"


class Watched:
    """Trainings, each watched by a `StopAtTarget` of its own, which are run when they are asked about.

    Args:
        really: The first one is a real training; the others are played by hand, which is quick.
        slip: What is put right.
    """

    def __init__(self, student: Any, probes: Any, *trials: Trial, really: bool = False, slip: Slip = PLAIN):
        self.student = student
        self.trials = trials
        self.slip = slip
        self._callbacks = probes.callbacks
        self._probes = probes
        self._really = really

    @cached_property
    def runs(self) -> list[Run]:
        return [self._run(number) for number in range(len(self.trials))]

    @cached_property
    def stops_when_due(self) -> bool:
        """Whether each training is to stop when it is due; the first one that is not says no for all."""
        singles = (Watched(self.student, self._probes, trial, slip=self.slip) for trial in self.trials)
        try:
            return all(single.decided == single.dues for single in singles) and self.decided == self.dues
        except (StudentError, Failure):
            return False

    @property
    def dues(self) -> list[int | None]:
        return [trial.due for trial in self.trials]

    @property
    def decided(self) -> list[int | None]:
        """The epoch after which each was meant to stop; 0 for any where that does not matter."""
        found = [run.decided for run in self.runs]
        shifted = [None if epoch is None else epoch - self.slip.lag for epoch in found]
        return [
            0 if epoch is not None and not trial.exactly else epoch
            for epoch, trial in zip(shifted, self.trials, strict=True)
        ]

    @property
    def own_slips(self) -> list[str]:
        """Wrong ways in which the callbacks said that training is to stop."""
        return sorted({run.slip for run in self.runs} - {""})

    def with_slip(self, slip: Slip) -> "Watched":
        """The same with this slip put right."""
        return Watched(self.student, self._probes, *self.trials, slip=slip)

    def with_trials(self, *trials: Trial) -> "Watched":
        """Other trainings, played by hand."""
        return Watched(self.student, self._probes, *trials)

    def slips(self) -> Iterator[Slip]:
        """All slips that may have been made here."""
        yield Slip(GLOBAL_MODEL, options={"module": self.student})
        for hook in self.hooks:
            yield Slip(f"{hook} instead of on_epoch_end", options={"hook": hook})
        yield from SLIPS

    @cached_property
    def hooks(self) -> dict[str, bool]:
        """The student's own methods that begin with on_, without on_epoch_end; whether Keras calls them at all."""
        try:
            found = expect_dict(self._callbacks.own_hooks(self._made(self.trials[0])))
        except (StudentError, Failure):
            return {}
        return {name: known is True for name, known in found.items() if name != "on_epoch_end"}

    @cached_property
    def put_right_by(self) -> list[str]:
        """What makes all trainings stop when they are to, if it is put right; empty if nothing does or has to."""
        found = []
        for slip in (PLAIN, *self.slips()):
            watched = self.with_slip(slip)
            if not watched.stops_when_due:
                continue
            names = [*filter(None, [slip.name]), *watched.own_slips]
            if not names:
                return []
            found.append(" and ".join(names))
        return sorted(found)

    @cached_property
    def stops_on(self) -> list[str]:
        """The names of other metrics that make it stop where nothing else gives a reason to."""
        trial = self.trials[0]
        names = ("accuracy", "val_accuracy", "acc", "val_acc", "loss", "val_loss", trial.monitor)
        quiet = {name: 3.0 if "loss" in name else 0.3 for name in names}
        found = set()
        for each in self.trials:
            for name in names:
                loud = quiet | {name: 0.01 if "loss" in name else 0.99}
                if name != each.monitor and self._stops(replace(each, logs=[loud])):
                    found.add(name)
            if self._stops(replace(each, logs=[quiet])):
                return []
        return sorted(found)

    def _stops(self, trial: Trial) -> bool:
        try:
            return self.with_trials(trial).runs[0].decided is not None
        except (StudentError, Failure):
            return False

    def announce(self) -> None:
        """Show the first training that went wrong as what was called; one that ends in an exception shows itself."""
        with contextlib.suppress(StudentError, Failure):
            self.trials[self.first_wrong(self.decided)].announce()

    def first_wrong(self, decided: Sequence[int | None]) -> int:
        """The number of the first training that was not to stop there."""
        pairs = enumerate(zip(decided, self.dues, strict=True))
        return next((number for number, (epoch, due) in pairs if epoch != due), 0)

    def _made(self, trial: Trial) -> Handle:
        trial.announce()
        given = trial.arguments
        callback = self.student.StopAtTarget(**given) if trial.by_name else self.student.StopAtTarget(*given.values())
        trial.announce()
        return expect_handle(callback, "keras.callbacks.Callback", "a callback: StopAtTarget inherits from Callback")

    def _run(self, number: int) -> Run:
        trial = self.slip.change(self.trials[number])
        if self._really and number == 0:
            curves = {name: trial.curve(name) for name in METRICS if None not in trial.curve(name)}
            return Run.vouched(self._callbacks.scripted_fit(self._made(trial), curves))
        options = {"done": trial.done, "early": trial.early, **self.slip.options}
        return Run.vouched(self._callbacks.rehearse(self._made(trial), list(trial.logs), **options))
