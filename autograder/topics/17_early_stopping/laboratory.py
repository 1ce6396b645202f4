"""Trainings whose metrics are known beforehand, and what a student's callback and function make of them."""

import contextlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from autograder.checking import (
    Handle,
    StudentError,
    called,
    display,
    expect_dict,
    expect_handle,
    expect_integer,
    expect_list,
    expect_number,
    expect_text,
    malformed,
)
from autograder.checking.failure import Failure

METRICS = ("accuracy", "val_accuracy", "loss", "val_loss")

HIGH, LOW = 1.5, 0.01  # losses

Logs = Mapping[str, float] | None


def epochs(count: int) -> str:
    """1 epoch, 3 epochs."""
    return f"{count} epoch" if count == 1 else f"{count} epochs"


# --- StopAtTarget ----------------------------------------------------------------------------------------------------


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


# --- train_until -----------------------------------------------------------------------------------------------------

IMAGES = 48  # for validation: two batches of the usual size; no target below is a multiple of 1/48
TRAIN = (np.array([[[[1.0], [0.0]], [[0.0], [0.0]]]], dtype=np.float32), np.ones(1, dtype=np.int64))


TRY_TRAIN_UNTIL = (
    'model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2, "softmax", kernel_initializer="zeros")])',
    'model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])',
    "train = np.ones((8, 1)), np.arange(8) % 2; validation = np.ones((4, 1)), np.array([0, 0, 0, 1])",
    "for target in (0.7, 0.9): epochs, history = train_until(model, train, validation, target, max_epochs=3); "
    'print(epochs, history["val_accuracy"], model.optimizer.iterations.numpy())',
    "# expected: 1 [0.75] 1, then 3 [0.75, 0.75, 0.75] 4",
)


@dataclass(frozen=True)
class Case:
    """A training of `train_until`: how many of the validation images are right after each epoch."""

    target: float
    max_epochs: int
    right: Sequence[int]

    @property
    def curve(self) -> list[float]:
        return [count / IMAGES for count in self.right]

    @property
    def due(self) -> int:
        reached = (epoch for epoch, value in enumerate(self.curve, start=1) if value >= self.target)
        return min(next(reached), self.max_epochs)

    @property
    def log_odds(self) -> list[float]:
        """Of the training image, before each epoch and after the last; see the probe."""
        found = [-1.0]
        for _ in self.right:
            found.append(found[-1] + 2 / (1 + math.exp(found[-1])))
        return found

    @property
    def history(self) -> list[list[float]]:
        """val_accuracy, accuracy and loss of the epochs that are due."""
        before = self.log_odds[: self.due]
        accuracy = [float(value > 0) for value in before]
        return [self.curve[: self.due], accuracy, [math.log1p(math.exp(-value)) for value in before]]

    def announce(self) -> None:
        text = f"train_until(model, train, validation, target={self.target}, max_epochs={self.max_epochs})"
        called(text, val_accuracy=[round(value, 2) for value in self.curve])

    def images(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Validation images of which `right[e]` are classified correctly after epoch e + 1; see the probe."""
        offsets, done = np.full(IMAGES, 50.0), 0
        for epoch, count in enumerate(self.right):
            offsets[done:count] = (self.log_odds[epoch] + self.log_odds[epoch + 1]) / 2
            done = count
        pixels = rng.uniform(0, 1, size=(IMAGES, 4))
        pixels[:, 0], pixels[:, 1] = 1.0, rng.permutation(offsets)
        return pixels.reshape(IMAGES, 2, 2, 1).astype(np.float32), np.ones(IMAGES, dtype=np.int64)


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """Trainings that reach the target, are out of epochs before, and reach a low one in the first epoch."""
    target, due = float(rng.choice([0.65, 0.7, 0.8])), int(rng.integers(5, 7))
    lowest = int(np.ceil(target * IMAGES))
    below = sorted(int(count) for count in rng.integers(6, lowest, size=due - 1))
    late = sorted(int(count) for count in rng.integers(6, 28, size=9))
    return [
        Case(target, due + 3, [*below, lowest + int(rng.integers(2)), 42, 45, 47]),
        Case(target, 3, [*late, 45]),
        Case(0.3, 4, [int(rng.integers(16, 20)), 22, 40, 45]),
    ]


@dataclass(frozen=True)
class Outcome:
    """What `train_until` returned, and what it did to the model and the data."""

    returned: int
    history: dict[str, list[float]]
    steps: int
    compiled: bool
    asked: list[list[Any]]
    changed: list[str]

    @property
    def lengths(self) -> list[int]:
        return [len(self.history[name]) for name in METRICS]

    @property
    def values(self) -> list[list[float]]:
        return [self.history[name] for name in ("val_accuracy", "accuracy", "loss")]


class Trained:
    """One training by the student's `train_until`.

    Args:
        works: With a `StopAtTarget` that works instead of the student's.
    """

    def __init__(self, student: Any, probes: Any, case: Case, seed: int, works: bool = False):
        self.case = case
        self._student = student
        self._probes = probes
        self._seed = seed
        self._works = works

    @cached_property
    def outcome(self) -> Outcome:
        function = self._student.train_until
        self.case.announce()
        images = self.case.images(np.random.default_rng(self._seed))
        options = {"module": self._student} if self._works else {}
        answer = self._probes.callbacks.train_known_curve(
            function, TRAIN, images, self.case.target, self.case.max_epochs, **options
        )
        result, facts = expect_list(answer, length=2)
        facts = expect_dict(facts, keys=("steps", "compiled", "asked", "changed"))
        asked = [expect_list(item, length=2) for item in expect_list(facts["asked"])]
        return Outcome(
            *returned_pair(result),
            expect_integer(facts["steps"]),
            expect_integer(facts["compiled"]) > 0,
            [[expect_text(monitor), expect_number(target)] for monitor, target in asked],
            [expect_text(name) for name in expect_list(facts["changed"])],
        )

    def with_one_that_works(self) -> "Trained":
        return Trained(self._student, self._probes, self.case, self._seed, works=True)

    @property
    def changed(self) -> list[str]:
        """The data that were changed; none where training ended in an exception, which another check tells."""
        try:
            return self.outcome.changed
        except (StudentError, Failure):
            return []

    @property
    def max_epochs_by_default(self) -> int:
        """By the signature; as is due where that has no number."""
        default = self._probes.callbacks.default_of(self._student.train_until, "max_epochs")
        return 100 if default is None else expect_integer(default)

    @cached_property
    def made(self) -> list[list[Any]] | str:
        """Monitor and target that each StopAtTarget was made with; in words if there was none, or all are right."""
        try:
            made = self.with_one_that_works().outcome.asked
        except (StudentError, Failure):
            return "ended in an error"
        if not made:
            return "none"
        return [each for each in made[:4] if each != ["val_accuracy", self.case.target]] or "right"


def returned_pair(result: Any) -> tuple[int, dict[str, list[float]]]:
    """What `train_until` has returned, if it is of the right form."""
    pair = "a tuple of two: how many epochs were run, and the history as a dict"
    if not isinstance(result, list | tuple) or len(result) != 2:
        malformed(got=display.kind(result), expected=pair)
    history = result[1]
    if not isinstance(history, dict):
        kind = history.description if isinstance(history, Handle) else display.kind(history)
        malformed(got=f"{kind} in second place", expected=pair)
    missing = [name for name in METRICS if name not in history]
    if missing:
        there = ", ".join(history) or "nothing"
        malformed(
            got=f"a history without {', '.join(missing)}; it has {there}", expected=f"one with {', '.join(METRICS)}"
        )
    lists = {name: [expect_number(value) for value in expect_list(history[name])] for name in METRICS}
    return expect_integer(result[0]), lists
