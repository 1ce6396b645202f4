"""Checks of 17 Early stopping at a target.

One slip should cost once. Where a training does not end as it should, the same question is asked again with one known
slip put right (a misspelt method called by hand, percentages ...): the first check names the slip and takes
its points, and the other checks then pass with a note.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
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
    fail,
    malformed,
    note,
    points,
)

METRICS = ("accuracy", "val_accuracy", "loss", "val_loss")


def epochs(count: int) -> str:
    """1 epoch, 3 epochs."""
    return f"{count} epoch" if count == 1 else f"{count} epochs"


def told(error: StudentError) -> str:
    """An exception in one line."""
    first = (error.message.splitlines() or [""])[0]
    return f"{error.type}: {first[:160]}{error.place}"


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
        """Lines that show the same in plain Python, up to the epoch that is due."""
        values = self.curves[self.monitor][: self.due]
        return [
            self.made_by_hand,
            f'for value in {values}: stop.on_epoch_end(0, {{"{self.monitor}": value}})',
            "print(stop.model.stop_training)  # expected: True",
        ]

    def one_by_hand(self, epoch: int) -> list[str]:
        """Lines that show the end of one epoch in plain Python, with all metrics."""
        return [
            self.made_by_hand,
            f"stop.on_epoch_end({epoch - 1}, {self.logs()[epoch - 1]})",
            f"print(stop.model.stop_training)  # expected: {epoch >= self.due}",
        ]

    @property
    def made_by_hand(self) -> str:
        # A model that never trained has no stop_training yet; some callbacks begin in on_train_begin.
        return (
            f"stop = {self.callback}; stop.set_model(keras.Sequential()); "
            "stop.model.stop_training = False; stop.on_train_begin()"
        )


class Asker:
    """Puts a student's `StopAtTarget` through trainings, a new one each time."""

    def __init__(self, student: Any, probes: Any):
        self.student = student
        self.probes = probes

    def make(self, trial: Trial) -> Handle:
        callback = self.student.StopAtTarget(trial.monitor, trial.target)
        trial.announce()
        return expect_handle(callback, "keras.callbacks.Callback", "a callback: StopAtTarget inherits from Callback")

    def fit(self, trial: Trial) -> Run:
        """A real training."""
        return Run.vouched(self.probes.callbacks.scripted_fit(self.make(trial), trial.curves))

    def rehearse(self, trial: Trial, logs: Sequence[Any] | None = None, **options: Any) -> Run:
        """The same by hand, which is quick; for the options see the probe."""
        callback = self.make(trial)
        logs = trial.logs() if logs is None else list(logs)
        return Run.vouched(self.probes.callbacks.rehearse(callback, logs, **options))

    def other_hooks(self, trial: Trial) -> dict[str, bool]:
        """The student's own methods that begin with on_, on_epoch_end left out; whether Keras calls them at all."""
        found = expect_dict(self.probes.callbacks.own_hooks(self.make(trial)))
        return {name: known is True for name, known in found.items() if name != "on_epoch_end"}

    def put_right(self, trial: Trial) -> Iterator[tuple[str, Run]]:
        """The same training with one known slip put right, for each slip where that makes a difference.

        Gives the name of the slip, which `looks_like` puts into words.
        """
        before = self._stopped(trial)
        slips = [
            ("percent in logs", replace(trial, curves=each_accuracy(trial, lambda value: 100 * value)), {}),
            ("percent as target", replace(trial, target=round(100 * trial.target, 6)), {}),
            ("comparison", turned_round(trial), {}),
            ("acc", replace(trial, curves=named_acc(trial.curves)), {}),
            ("model", trial, {"module": self.student}),
            *((hook, trial, {"hook": hook}) for hook in self.other_hooks(trial)),
        ]
        for slip, changed, options in slips:
            try:
                run = self.rehearse(changed, **options)
            except StudentError:
                continue
            if (run.model_stopped, run.callback_stopped) != before:
                yield slip, run

    def _stopped(self, trial: Trial) -> tuple[int | None, int | None]:
        """The epochs after which `stop_training` of the model and of the callback were set."""
        try:
            run = self.rehearse(trial)
        except StudentError:
            return None, None
        return run.model_stopped, run.callback_stopped

    def reacts_to(self, trial: Trial) -> list[str]:
        """The names in `logs` on which this callback stops, where no other gives a reason to."""
        quiet = dict.fromkeys(("accuracy", "val_accuracy", "acc", "val_acc"), 0.3) | {"loss": 3.0, "val_loss": 3.0}
        loud = {name: quiet | {name: 0.01 if "loss" in name else 0.99} for name in quiet}
        try:
            if self.rehearse(trial, logs=[quiet]).decided:
                return []
            return [name for name, logs in loud.items() if self.rehearse(trial, logs=[logs]).decided]
        except StudentError:
            return []


def each_accuracy(trial: Trial, change: Callable[[float], float]) -> dict[str, list[float]]:
    """The curves of a trial, each accuracy changed and the losses left as they are."""
    return {
        name: curve if "loss" in name else [round(change(value), 6) for value in curve]
        for name, curve in trial.curves.items()
    }


def turned_round(trial: Trial) -> Trial:
    """The trial in which an accuracy is at most the target where it was at least the target before."""
    curves = each_accuracy(trial, lambda value: 1 - value)
    return replace(trial, target=round(1 - trial.target, 6), curves=curves)


def named_acc(curves: dict[str, list[float]]) -> dict[str, list[float]]:
    """The curves of a model compiled with `metrics=["acc"]`."""
    return {name.replace("accuracy", "acc"): curve for name, curve in curves.items()}


def looks_like(slip: str, trial: Trial, hooks: dict[str, bool]) -> str:
    """What a slip of `Asker.put_right` looks like, for one who has made it."""
    curve, due = trial.curves[trial.monitor], trial.due
    percents = ", ".join(f"{100 * value:.4g}" for value in curve[:due])
    wording = {
        "percent in logs": f"percent expected in logs: with accuracies of {percents} it does stop; "
        f"the metric is a share, {curve[due - 1]}, not {100 * curve[due - 1]:.0f}",
        "percent as target": f"percent expected as target: with {100 * trial.target:.0f} it does stop; "
        f"the target is a share, {trial.target}",
        "comparison": "the comparison turned round: <= or < in place of >=",
        "acc": 'the name "acc" (or "val_acc") in the code: with a metric named "acc" it does stop; '
        'the key is what compile was given, here "accuracy"',
        "model": "stop_training of a global name model: in a callback the model is self.model",
        "on_epoch_begin": "a decision in on_epoch_begin, which has no metrics yet: decide in on_epoch_end",
    }
    if slip in wording:
        return wording[slip]
    if hooks.get(slip):
        return f"a decision in {slip}, which does not have the epoch's metrics: decide in on_epoch_end"
    return f"a misspelt name: Keras never called {slip}; the method is on_epoch_end"


LATE = "stopping one epoch late"
OWN_FLAG = "stop_training of the callback in place of the model's"
SHORT = {
    "percent in logs": "percent in place of a share",
    "percent as target": "percent in place of a share",
    "comparison": "the comparison turned round",
    "acc": '"acc" in place of "accuracy"',
    "model": "model in place of self.model",
}


def with_note(*slips: str) -> None:
    """Say that this check has passed with one slip, or two, put right."""
    names = "; ".join(SHORT.get(slip, slip) for slip in slips)
    many = "one slip, which counts" if len(slips) == 1 else f"{len(slips)} slips, which count"
    note(f"Right but for {many} in {{stops_at_the_first_epoch_at_the_target}} alone: {names}.")


def own_flag(*runs: Run) -> list[str]:
    """The slip of setting stop_training of the callback, if it was made in one of these."""
    return [OWN_FLAG] if any(run.model_stopped is None for run in runs) else []


def explain(problem: StudentError) -> None:
    """Add what an exception of a callback comes from, if that is known."""
    if problem.is_a("StopIteration"):
        note("An exception ends training with an error. fit ends in good order once model.stop_training is True.")
    elif problem.is_a("TypeError") and "str" in problem.message and "float" in problem.message:
        note('The metric\'s name comes first, the target second: StopAtTarget("val_accuracy", 0.9).')


def above(rng: np.random.Generator, low: float, high: float, count: int) -> list[float]:
    """`count` rising accuracies in hundredths."""
    return [round(float(value), 2) for value in np.sort(rng.uniform(low, high, count))]


@points(3, function="StopAtTarget")
def test_stops_at_the_first_epoch_at_the_target(student, probes, rng):
    """Stops at the end of the first epoch at the target"""
    target, due = float(rng.choice([0.6, 0.65, 0.7, 0.75])), int(rng.integers(3, 5))
    length = due + 3
    # Two epochs lie between the target and 0.9: a 0.9 fixed in the code then stops two epochs late, not one.
    between = [round(target + 0.03, 2), round(target + 0.06, 2)]
    # The epoch before is so near the target that rounding to hundredths would take it for reached.
    near = [round(target - 0.004, 3)]
    curve = above(rng, 0.3, target - 0.05, due - 2) + near + between + above(rng, 0.92, 0.98, length - due - 1)
    # Training accuracy and losses tell the same story: which of them is watched is a matter of the next check.
    accuracy = [round(value + 0.002, 3) for value in curve]
    losses = [round(2.3 - 0.2 * epoch, 1) for epoch in range(1, due)] + [0.01] * (length - due + 1)
    trial = Trial(
        "val_accuracy", target, {"accuracy": accuracy, "val_accuracy": curve, "loss": losses, "val_loss": losses}
    )
    asker = Asker(student, probes)
    run, problem = None, None
    try:
        run = asker.fit(trial)
    except StudentError as error:
        if error.is_a("NotImplementedError"):
            raise
        problem = error
    if run is not None and run.epochs == due:
        return

    hooks = asker.other_hooks(trial)
    likely = [
        looks_like(slip, trial, hooks) for slip, other in asker.put_right(trial) if other.model_stopped == trial.due
    ]
    likely += [
        f"{looks_like(slip, trial, hooks)}; and {OWN_FLAG}"
        for slip, other in asker.put_right(trial)
        if other.model_stopped is None and other.callback_stopped == trial.due
    ]
    if run is not None and run.model_stopped is None and run.callback_stopped == due:
        likely.append(
            "stop_training of the callback: it is True there now, the model's is not; set self.model.stop_training"
        )
    if run is not None and run.epochs == due + 1:
        likely.append("stopping one epoch late: on_epoch_end of the epoch that reaches the target has to stop")
    if run is not None and run.epochs == due + 2 and asker.rehearse(replace(trial, target=0.99)).decided == due + 2:
        likely.append("0.9 fixed in the code: it stops there with a target of 0.99 as well")
    trial.announce()
    if problem is not None and len(likely) != 1:
        explain(problem)
        raise problem
    ran_on = run is not None and run.epochs > due
    fail(
        got=trial.ran(run) if run is not None else told(problem),
        expected=trial.expected(),
        why="fit looks at model.stop_training after each epoch, and at nothing else." if ran_on else None,
        looks_like=likely[0] if len(likely) == 1 else None,
        try_it=trial.by_hand(),
    )


@points(2, function="StopAtTarget")
def test_watches_the_metric_that_it_was_told(student, probes, rng):
    """Watches the metric that it was told"""
    length, constant = 5, {"loss": [0.01] * 5, "val_loss": [0.01] * 5}
    first, second = (int(due) for due in rng.permutation([2, 3, 4])[:2])
    curves = [above(rng, 0.3, 0.85, due - 1) + above(rng, 0.92, 0.98, length - due + 1) for due in (first, second)]
    trials = [
        Trial("val_accuracy", 0.9, {"accuracy": [0.99] * length, "val_accuracy": curves[0], **constant}),
        Trial("accuracy", 0.9, {"accuracy": curves[1], "val_accuracy": [0.99] * length, **constant}),
    ]
    asker = Asker(student, probes)
    runs, problem = [], None
    try:
        runs = [asker.fit(trial) for trial in trials]
    except StudentError as error:
        if error.is_a("NotImplementedError"):
            raise
        problem = error
    if runs and (lag := common_lag(runs, trials)) is not None:
        if slips := [*([LATE] if lag else []), *own_flag(*runs)]:
            with_note(*slips)
        return
    put_right = [dict(asker.put_right(trial)) for trial in trials]
    for slip in put_right[0]:
        if slip in put_right[1] and common_lag([found[slip] for found in put_right], trials) is not None:
            with_note(slip, *own_flag(*(found[slip] for found in put_right)))
            return

    wrong = next((index for index, run in enumerate(runs) if run.decided != trials[index].due), 0)
    trial = trials[wrong]
    reasons = asker.reacts_to(trial)
    trial.announce()
    if problem is not None and (len(reasons) != 1 or reasons == [trial.monitor]):
        explain(problem)
        raise problem
    likely = None
    if len(reasons) == 1 and reasons != [trial.monitor]:
        name = reasons[0]
        likely = f"stopping on {name}, which was 0.01" if "loss" in name else f'the name "{name}" fixed in the code'
    values = ", ".join(f"{name} {curve[0]}" for name, curve in trial.curves.items())
    fail(
        got=trial.ran(runs[wrong]) if runs else told(problem),
        expected=trial.expected(),
        why=f"The values at the end of epoch 1 were {values}; only {trial.monitor} counts.",
        looks_like=likely,
        try_it=trial.one_by_hand(min(runs[wrong].decided or trial.due, trial.due) if runs else trial.due),
    )


def common_lag(runs: Sequence[Run], trials: Sequence[Trial]) -> int | None:
    """0 if each training was to stop when it was due, 1 if each one epoch later; None otherwise."""
    lags = {None if run.decided is None else run.decided - trial.due for run, trial in zip(runs, trials, strict=True)}
    return lags.pop() if lags in ({0}, {1}) else None


@points(1, function="StopAtTarget")
def test_a_target_of_1_can_be_reached(student, probes, rng):
    """A target of 1.0 can be reached"""
    curve, losses = [*above(rng, 0.4, 0.7, 1), 1.0, 1.0, 1.0, 1.0], [2.1, 0.01, 0.01, 0.01, 0.01]
    trial = Trial("val_accuracy", 1.0, {"accuracy": curve, "val_accuracy": curve, "loss": losses, "val_loss": losses})
    asker = Asker(student, probes)
    run, problem = None, None
    try:
        run = asker.fit(trial)
    except StudentError as error:
        if error.is_a("NotImplementedError"):
            raise
        problem = error
    if run is not None and (lag := common_lag([run], [trial])) is not None:
        if slips := [*([LATE] if lag else []), *own_flag(run)]:
            with_note(*slips)
        return
    for slip, other in asker.put_right(trial):
        if common_lag([other], [trial]) is not None:
            with_note(slip, *own_flag(other))
            return

    trial.announce()
    if problem is not None:
        explain(problem)
        raise problem
    beyond = replace(trial, curves={name: [*values[:2], 1.01] for name, values in trial.curves.items()})
    strict = run.decided is None and asker.rehearse(beyond).decided == len(beyond.curves["val_accuracy"])
    trial.announce()
    fail(
        got=trial.ran(run),
        expected=trial.expected(),
        why='Nothing is greater than 1.0; "at least" includes the target itself.' if strict else None,
        looks_like="> in place of >=" if strict else None,
        note="You lose only this point for it: elsewhere in this exercise > and >= agree." if strict else None,
        try_it=trial.by_hand(),
    )


# --- a metric that is not there -------------------------------------------------------------------------------------

NO_LOGS = (None, None)
MISSING = Trial("val_accuracy", 0.9, {"accuracy": [0.99] * 4, "loss": [1.5] * 4})
THERE = Trial("val_accuracy", 0.9, {name: [1.5, 1.4] if "loss" in name else [0.6, 0.7] for name in METRICS})


@dataclass(frozen=True)
class Reactions:
    """What three callbacks did: without the metric, without logs, with the metric there but below the target."""

    missing: Run
    no_logs: Run
    there: Run
    name: str = "accuracy"


def announce_no_logs() -> None:
    called(f"stop = {MISSING.callback}; stop.on_epoch_end(0, logs=None); stop.on_epoch_end(1, logs=None)")


def reactions_put_right(asker: Asker) -> Iterator[tuple[str, Reactions]]:
    """The same with one known slip put right, for each that then ends without an exception."""
    for hook in asker.other_hooks(MISSING):
        try:
            yield (
                hook,
                Reactions(
                    asker.rehearse(MISSING, hook=hook),
                    asker.rehearse(MISSING, NO_LOGS, hook=hook),
                    asker.rehearse(THERE, hook=hook),
                ),
            )
        except StudentError:
            continue
    missing, there = (replace(trial, curves=named_acc(trial.curves)) for trial in (MISSING, THERE))
    try:
        found = asker.rehearse(missing), asker.rehearse(MISSING, logs=NO_LOGS), asker.rehearse(there)
    except StudentError:
        return
    yield "acc", Reactions(*found, name="acc")


def is_right(found: Reactions) -> bool:
    """Training goes on, one warning of the metric missing with all names, one without logs, none with the metric."""
    goes_on = found.missing.decided is None and found.no_logs.decided is None
    warned = [len(run.warnings) for run in (found.missing, found.no_logs, found.there)]
    return goes_on and warned == [1, 1, 0] and names_all(found.missing, found.name) and names_all(found.no_logs)


def names_all(run: Run, there: str = "") -> bool:
    """Whether the first warning names the metric that is watched and, apart from it, the accuracy that is there.

    Whether the loss counts as a metric is left open.
    """
    text = run.warnings[0] if run.warnings else ""
    return MISSING.monitor in text and there in text.replace(MISSING.monitor, "")


@points(2, function="StopAtTarget")
def test_goes_on_and_says_so_once(student, probes):
    """Goes on, and says so once, when the metric is not there"""
    asker = Asker(student, probes)
    runs, problem = [], None
    questions = (
        lambda: asker.fit(MISSING),
        lambda: asker.rehearse(MISSING, logs=NO_LOGS),
        lambda: asker.rehearse(THERE),
    )
    try:
        for ask in questions:
            runs.append(ask())
    except StudentError as error:
        if error.is_a("NotImplementedError"):
            raise
        problem = error
    if problem is None and is_right(Reactions(*runs)):
        return
    for slip, other in reactions_put_right(asker):
        if is_right(other):
            with_note(slip)
            return

    if problem is not None:
        raise explained(problem, asked=len(runs))
    judge_missing(asker, runs[0])
    judge_no_logs(asker, runs[1])
    THERE.announce()
    fail(
        got=f'the warning "{runs[2].warnings[0]}"',
        expected="no warning: val_accuracy is there",
        why="A warning that comes although all is well is soon read by nobody.",
    )


def explained(problem: StudentError, asked: int) -> StudentError:
    """The exception, after what it was about has been shown."""
    MISSING.announce()
    explain(problem)
    if asked == 0 and not problem.is_a("TypeError"):
        note("This training had no validation data: logs held accuracy and loss, no val_accuracy.")
    elif asked == 1:
        announce_no_logs()
        note("With logs=None there is nothing to look into: treat it like an empty dictionary.")
    else:
        THERE.announce()
    return problem


FOUR_WITHOUT = [
    MISSING.made_by_hand,
    'for epoch in range(4): stop.on_epoch_end(epoch, {"accuracy": 0.99, "loss": 1.5})',
]


def judge_missing(asker: Asker, run: Run) -> None:
    """Ends the check unless the training without the metric went on, with one warning that says all."""
    if run.decided is not None:
        low = replace(MISSING, curves=MISSING.curves | {"accuracy": [0.3] * MISSING.length})
        instead = asker.rehearse(low).decided is None
        MISSING.announce()
        fail(
            got=MISSING.ran(run),
            expected=f"{epochs(MISSING.length)}: training goes on",
            why="Nothing is known of val_accuracy here, so there is no reason to stop.",
            looks_like="another metric used in its place" if instead else None,
            try_it=[*FOUR_WITHOUT, "print(stop.model.stop_training)  # expected: False"],
        )
    MISSING.announce()
    expected = 'one call of warnings.warn that names "val_accuracy" and those that are there: accuracy, loss'
    if not run.warnings:
        said = MISSING.monitor in run.printed
        fail(
            got=f'no warning, but this was printed: "{run.printed.strip()[:80]}"' if said else "no warning",
            expected=expected,
            why="A misspelt name would otherwise go unnoticed, and training would run to the end.",
            looks_like="print in place of warnings.warn" if said else None,
            try_it=FOUR_WITHOUT,
        )
    if len(run.warnings) > 1:
        fail(
            got=f"{len(run.warnings)} warnings in {epochs(run.epochs)}",
            expected="1 in the whole training",
            why="Keep a note in self that it has been said. "
            "(Python may show repeats of a warning only once; here each call counts.)",
            try_it=['import warnings; warnings.simplefilter("always")', *FOUR_WITHOUT],
        )
    if not names_all(run, "accuracy"):
        fail(
            got=f'the warning "{run.warnings[0]}"',
            expected=expected,
            why="With the names side by side, a misspelt one is found at once.",
            try_it=FOUR_WITHOUT,
        )


def judge_no_logs(asker: Asker, run: Run) -> None:
    """Ends the check unless the callback without logs went on, with one warning that names the metric."""
    forgotten = False
    if not run.warnings:
        forgotten = not asker.rehearse(MISSING).warnings
    announce_no_logs()
    if run.decided is not None:
        fail(got="stop_training set", expected="training goes on: nothing is known of val_accuracy")
    if forgotten:
        fail(
            got="no warning from a second callback; the first one, in another training, did warn",
            expected="one warning in each training",
            why="Two callbacks are two objects; what one of them has said, the other has not.",
            looks_like="a note kept on the class or in a global name, which all share: keep it in self",
        )
    if len(run.warnings) != 1 or not names_all(run):
        said = f'the warning "{run.warnings[0]}"' if len(run.warnings) == 1 else f"{len(run.warnings)} warnings"
        fail(
            got=said if run.warnings else "no warning",
            expected='one warning that names "val_accuracy"',
            why="Without logs the metric is missing as well: logs=None counts as an empty dictionary.",
            try_it=[MISSING.made_by_hand, "stop.on_epoch_end(0, None); stop.on_epoch_end(1, None)"],
        )


# --- train_until ----------------------------------------------------------------------------------------------------

IMAGES = 32  # for validation; no target below is a multiple of 1/32
TRAIN_IMAGE = np.array([[[[1.0], [0.0]], [[0.0], [0.0]]]], dtype=np.float32)


@dataclass(frozen=True)
class Case:
    """A training of `train_until`: how many of the validation images are right after each epoch."""

    target: float
    max_epochs: int
    right: list[int]

    @property
    def curve(self) -> list[float]:
        return [count / IMAGES for count in self.right]

    @property
    def reached(self) -> int:
        """The first epoch at the target."""
        return next(epoch for epoch, value in enumerate(self.curve, start=1) if value >= self.target)

    @property
    def due(self) -> int:
        return min(self.reached, self.max_epochs)

    @property
    def why(self) -> str:
        if self.reached > self.max_epochs:
            return f"max_epochs is {self.max_epochs}; the target is not reached before epoch {self.reached}."
        value = self.curve[self.due - 1]
        return f"val_accuracy was {value:.2f} in epoch {self.due}, the first that is at least {self.target}."

    def announce(self) -> None:
        curve = [round(value, 2) for value in self.curve]
        called(
            f"train_until(model, train, validation, target={self.target}, max_epochs={self.max_epochs})",
            val_accuracy=curve,
        )

    def images(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Validation images of which `right[e]` are classified correctly after epoch e + 1; see the probe."""
        log_odds = [-1.0]
        for _ in self.right:
            log_odds.append(log_odds[-1] + 2 / (1 + np.exp(log_odds[-1])))
        offsets, done = np.full(IMAGES, 50.0), 0
        for epoch, count in enumerate(self.right):
            offsets[done:count] = (log_odds[epoch] + log_odds[epoch + 1]) / 2
            done = count
        pixels = rng.uniform(0, 1, size=(IMAGES, 4))
        pixels[:, 0], pixels[:, 1] = 1.0, rng.permutation(offsets)
        return pixels.reshape(IMAGES, 2, 2, 1).astype(np.float32), np.ones(IMAGES, dtype=np.int64)


@dataclass(frozen=True)
class Outcome:
    """What `train_until` returned, and what it did to the model."""

    returned: int
    history: dict[str, list[float]]
    steps: int
    compiled_again: bool
    asked: list[tuple[str, float]]

    @property
    def lengths(self) -> list[int]:
        return [len(self.history[name]) for name in METRICS]

    def __str__(self) -> str:
        sizes = "/".join(str(size) for size in sorted(set(self.lengths)))
        text = f"({self.returned}, history of {epochs(1) if sizes == '1' else f'{sizes} epochs'})"
        return text if self.steps == self.returned else f"{text}, after {epochs(self.steps)} of training"


class Trainer:
    """Puts a student's `train_until` through trainings."""

    def __init__(self, student: Any, probes: Any, rng: np.random.Generator):
        self.student = student
        self.probes = probes
        self.rng = rng

    def train(self, case: Case, stand_in: bool = False) -> Outcome:
        """One training; with `stand_in`, `StopAtTarget` is replaced meanwhile by one that stops when it is due."""
        function = self.student.train_until
        case.announce()
        train = (TRAIN_IMAGE, np.ones(1, dtype=np.int64))
        options = {"module": self.student, "stop_after": case.reached} if stand_in else {}
        answer = self.probes.callbacks.train_known_curve(
            function, train, case.images(self.rng), case.target, case.max_epochs, **options
        )
        result, facts = expect_list(answer, length=2)
        facts = expect_dict(facts, keys=("steps", "compiled_again", "asked"))
        asked = [expect_list(item, length=2) for item in expect_list(facts["asked"])]
        return Outcome(
            *returned_pair(result),
            expect_integer(facts["steps"]),
            facts["compiled_again"] is True,
            [(str(monitor), expect_number(made_for)) for monitor, made_for in asked],
        )

    def with_stand_in(self, cases: Sequence[Case]) -> list[Outcome]:
        """All trainings with a `StopAtTarget` that is right; empty if one of them ends in an exception."""
        try:
            return [self.train(case, stand_in=True) for case in cases]
        except StudentError:
            return []


def returned_pair(result: Any) -> tuple[int, dict[str, list[float]]]:
    """What `train_until` has returned, if it is of the right form."""
    pair = "a tuple of two: how many epochs were run, and the history as a dict"
    if not isinstance(result, list | tuple) or len(result) != 2:
        malformed(got=display.kind(result), expected=pair)
    history = result[1]
    if isinstance(history, Handle):
        looks = (
            "the History object itself: its dict is .history"
            if history.description.endswith("keras.callbacks.History")
            else None
        )
        malformed(got=f"{history.description} in second place", expected=pair, looks_like=looks)
    if not isinstance(history, dict):
        malformed(got=f"{display.kind(history)} in second place", expected=pair)
    missing = [name for name in METRICS if name not in history]
    if missing:
        measured = "fit measures val_accuracy and val_loss if it is given validation_data."
        malformed(
            got=f"a history without {', '.join(missing)}; it has {', '.join(history) or 'nothing'}",
            expected=f"one with {', '.join(METRICS)}",
            why=measured if missing == ["val_accuracy", "val_loss"] else None,
        )
    lists = {name: [expect_number(value) for value in expect_list(history[name])] for name in METRICS}
    return expect_integer(result[0]), lists


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """One training that reaches the target, one that is out of epochs before."""
    target, due = float(rng.choice([0.65, 0.7, 0.8])), int(rng.integers(4, 6))
    lowest = int(np.ceil(target * IMAGES))
    below = sorted(int(count) for count in rng.integers(6, lowest, size=due - 1))
    late = sorted(int(count) for count in rng.integers(6, 19, size=9))
    return [
        Case(target, due + 3, [*below, lowest + int(rng.integers(2)), 28, 30, 31]),
        Case(target, 3, [*late, 30]),
    ]


def is_due(case: Case, got: Outcome) -> bool:
    """Trained as long as it should, and everything reported as it was."""
    counts = {got.steps, got.returned, *got.lengths}
    return counts == {case.due} and bool(np.allclose(got.history["val_accuracy"], case.curve[: case.due], atol=1e-3))


def likely_slips(cases: Sequence[Case], got: Sequence[Outcome], asked: Sequence[tuple[str, float]]) -> list[str]:
    """Every known slip that predicts exactly what came back.

    Args:
        cases: Both trainings.
        got: What came of them.
        asked: Monitor and target that the student's `StopAtTarget` was made with, where it was used.
    """
    right_length = all(one.steps == case.due for case, one in zip(cases, got, strict=True))
    likely = []
    if any(one.compiled_again for one in got):
        likely.append("the model compiled again: it has another optimizer now, and with it another course")
    elif all(value in (0.0, 1.0) for one in got for value in one.history["val_accuracy"]):
        likely.append("validation on the training images, of which there is one: validation_data=validation")
    for monitor, target in asked:
        if monitor != "val_accuracy":
            likely.append(f'StopAtTarget made for "{monitor}", the accuracy on the training images')
        elif target != cases[0].target:
            likely.append(f"StopAtTarget made with target {target}; train_until was called with {cases[0].target}")
    if not asked and all(one.steps == 2 for one in got):
        likely.append("the training accuracy watched, which was 1.0 in epoch 2")
    if got[0].steps == cases[0].due and got[1].steps == cases[1].reached:
        likely.append("max_epochs not looked at: training went on until the target was reached")
    if got[0].steps == cases[0].max_epochs and {got[0].returned, *got[0].lengths} == {cases[0].due}:
        likely.append("training to the end and looking up the epoch afterwards")
    if right_length and all(one.returned == one.steps - 1 for one in got):
        likely.append("the last epoch's number, which counts from 0")
    if right_length and all(one.returned == len(METRICS) for one in got):
        likely.append("len(history.history), which counts the names in it: use len(history.epoch)")
    if right_length and all(set(one.lengths) == {1} for one in got):
        likely.append("fit called once an epoch, keeping the last history only")
    if right_length and set(got[1].lengths) == {got[0].steps + got[1].steps}:
        likely.append("a history shared by all calls (a dict as default argument, or a global one)")
    return list(dict.fromkeys(likely))


@points(2, function="train_until")
def test_train_until_reports_what_happened(student, probes, rng):
    """train_until stops in time and reports what happened"""
    cases = draw_cases(rng)
    trainer = Trainer(student, probes, rng)
    got, problem = [], None
    try:
        for case in cases:
            got.append(trainer.train(case))
    except StudentError as error:
        problem = error
    if problem is None and all(map(is_due, cases, got)):
        return
    others = trainer.with_stand_in(cases)
    asked = [made for other in others for made in other.asked]
    wants = {("val_accuracy", cases[0].target)}
    if others and set(asked) == wants and all(map(is_due, cases, others)):
        note(
            "train_until itself is right. With your StopAtTarget it does not end as it should; "
            "{stops_at_the_first_epoch_at_the_target} to {goes_on_and_says_so_once} say why."
        )
        return

    if problem is not None:
        cases[len(got)].announce()
        if "validation_split" in problem.message:
            note("The validation images are given: pass them to fit as validation_data=validation.")
        if problem.is_a("TypeError") and "set_model() missing" in problem.message:
            note("In callbacks stand instances, StopAtTarget(...), not the class itself.")
        raise problem
    wrong = 0 if not is_due(cases[0], got[0]) else 1
    case, outcome = cases[wrong], got[wrong]
    likely = likely_slips(cases, got, asked)
    if others and not asked and not likely and outcome.steps == case.max_epochs:
        likely = ["nothing that stops training at a target: no StopAtTarget was made"]
    case.announce()
    answer, expected = str(outcome), f"({case.due}, history of {epochs(case.due)})"
    if answer == expected:
        shown = [round(value, 2) for value in outcome.history["val_accuracy"]]
        answer = f"history with val_accuracy {shown}"
        expected = f"{[round(value, 2) for value in case.curve[: case.due]]}"
    fail(
        got=f"{answer}; the first call, on another model, was right" if wrong else answer,
        expected=expected,
        why=case.why,
        looks_like=likely[0] if len(likely) == 1 else None,
        try_it=[
            'model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2, activation="softmax")])',
            'model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"]); '
            "data = (np.ones((8, 1)), np.arange(8) % 2)",
            "for target in (0.4, 0.9): print(train_until(model, data, data, target, max_epochs=3))  # 1 epoch, then 3",
        ],
    )
