"""Measure one accuracy check: run what is planned, choose the threshold, write it down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from autograder.calibration import picture
from autograder.calibration.choice import Choice, choose
from autograder.calibration.record import record, write
from autograder.calibration.runs import Run, Store, Subject, Value, planned, subjects
from autograder.course.exercise import Exercise
from autograder.engine.backends import TENSORFLOW, Backend
from autograder.engine.provider import Sandboxes
from autograder.grading.catalogue import CheckInfo
from autograder.grading.part import Device
from autograder.grading.pool import Pool
from autograder.grading.recipe import check_digest, solution_digest
from autograder.grading.thresholds import Threshold, path

# (right runs pooled, runs of each mistake). If none of 300 fails, less than 1% of attempts do, with 95% confidence.
RUNS: dict[Device, tuple[int, int]] = {"cpu": (300, 60), "gpu": (20, 20)}
SMOKE_RUNS = (5, 5)
SECOND = 2
RIGHT = "right"


class NotMeasured(ValueError):
    """There is something to fix before this check can be measured."""


@dataclass
class Campaign:
    """The calibration of one check on one tier and backend.

    Args:
        folder: Where values are kept between calls.
        progress: Called with how many of how many runs are done.
    """

    exercise: Exercise
    check: CheckInfo
    device: Device
    sandboxes: Sandboxes
    jobs: int
    folder: Path
    progress: Callable[[int, int], None]
    backend: Backend = TENSORFLOW

    def __post_init__(self) -> None:
        self._digests = self._current_digests()
        self.store = Store(self.folder, self.exercise, self.check, self.device, self.backend)
        self.known = subjects(self.exercise, self.check)
        if all(subject.right for subject in self.known):
            raise NotMeasured("no file in the bank's wrong/ declares that it fails this check")

    def measure(self) -> Choice:
        """Choose the threshold; write its entry and its picture.

        Raises:
            NotMeasured: a run gave no number, or the solution or the check was edited meanwhile.
            Overlap: right and wrong cannot be told apart.
        """
        runs = planned(self.known, *RUNS[self.device])
        values = self._values(runs)
        numbers = _by_subject(runs, values)
        right = [number for subject in self.known if subject.right for number in numbers.get(subject.name, ())]
        mistakes = {subject.name: numbers[subject.name] for subject in self.known if not subject.right}
        choice = choose(right, mistakes)
        seconds = float(np.mean([value.seconds for value in values]))
        passed = self._passed(runs, values, choice.value)
        if self._current_digests() != self._digests:
            raise NotMeasured("the solution or the check was edited meanwhile; give the command again")
        entry = record(self.exercise, self.check, self.device, self.backend, choice, seconds, passed)
        write(path(self.exercise.name), entry)
        picture.draw(self.picture, f"{self.check.id} {self.check.title} ({self._measured_on})", choice)
        return choice

    def smoke(self, threshold: Threshold) -> list[str]:
        """Few runs of the whole procedure; whatever ended otherwise than the threshold says."""
        runs = planned(self.known, *SMOKE_RUNS)
        passed = self._passed(runs, self._values(runs), threshold.value)
        due = {RIGHT: SMOKE_RUNS[0]} | {subject.name: 0 for subject in self.known if not subject.right}
        return [f"{name}: {passed[name]} passed, not {count}" for name, count in due.items() if passed[name] != count]

    @property
    def picture(self) -> Path:
        """The PNG of this check."""
        name = f"{self.exercise.name}-{self._measured_on.replace(', ', '-')}.png"
        return self.exercise.collection.root / "data" / "pictures" / "thresholds" / name

    @property
    def _measured_on(self) -> str:
        return self.device if self.backend == TENSORFLOW else f"{self.device}, {self.backend}"

    def _current_digests(self) -> tuple[str, str]:
        return solution_digest(self.exercise), check_digest(self.exercise, self.check)

    def _passed(self, runs: Sequence[Run], values: Sequence[Value], threshold: float) -> dict[str, int]:
        """How many runs of each mistake, and of all right answers, passed at once or in a second attempt."""
        missed = [run for run, value in zip(runs, values, strict=True) if _number(run, value) < threshold]
        second = [Run(run.subject, run.number, SECOND) for run in missed]
        late = dict(zip(missed, self._values(second), strict=True))
        passed = {_group(subject): 0 for subject in self.known}
        for run in runs:
            passed[_group(run.subject)] += run not in late or _number(run, late[run]) >= threshold
        return passed

    def _values(self, runs: Sequence[Run]) -> list[Value]:
        """What these runs give; those that are not in the store are run now."""
        missing = [run for run in runs if self.store.get(run) is None]
        done = len(runs) - len(missing)
        self.progress(done, len(runs))
        tasks = [(run, run.task(self.exercise, self.device, self.backend)) for run in missing]
        for run, result in Pool[Run](self.sandboxes, self.jobs).run(tasks):
            self.store.add(run, self.check, result)
            done += 1
            self.progress(done, len(runs))
        found = [self.store.get(run) for run in runs]
        return [value for value in found if value is not None]


def _group(subject: Subject) -> str:
    return RIGHT if subject.right else subject.name


def _number(run: Run, value: Value) -> float:
    if value.number is None:
        raise NotMeasured(f"run {run.number} of {run.subject.name} gave no number: {value.outcome}")
    return value.number


def _by_subject(runs: Sequence[Run], values: Sequence[Value]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for run, value in zip(runs, values, strict=True):
        found.setdefault(run.subject.name, []).append(_number(run, value))
    return found
