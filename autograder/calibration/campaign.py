"""Measure one accuracy check: run what is planned, choose the threshold, write it down."""

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from autograder.calibration import picture
from autograder.calibration.alike import LEAST_RIGHT
from autograder.calibration.choice import Choice, choose
from autograder.calibration.record import record, sample, write
from autograder.calibration.runs import RIGHT, Run, Store, Value, planned, subjects
from autograder.course.exercise import Exercise
from autograder.engine.backends import TENSORFLOW, Backend, shown
from autograder.engine.provider import Sandboxes
from autograder.grading.catalogue import CheckInfo
from autograder.grading.part import Device
from autograder.grading.pool import Pool
from autograder.grading.recipe import check_digest, solution_digest
from autograder.grading.thresholds import Threshold

# (right runs pooled, runs of each mistake). If none of 300 fails, less than 1% of attempts do, with 95% confidence.
RUNS: dict[Device, tuple[int, int]] = {"cpu": (300, 60), "gpu": (20, 20)}
SMOKE_RUNS = (5, 5)
# Where time is limited, a threshold may rest on fewer, but on no less than so many of each.
LEAST = 10
SECOND = 2


class NotMeasured(ValueError):
    """There is something to fix before this check can be measured."""


@dataclass
class Campaign:
    """The calibration of one check on one tier and backend.

    Args:
        folder: Where values are kept between calls.
        progress: Called with how many of how many runs are done.
        file: Where the threshold is written.
        picture: Where its picture is drawn; None for nowhere.
        plan: Right runs, and runs of each mistake; None for those of the tier.
    """

    exercise: Exercise
    check: CheckInfo
    device: Device
    sandboxes: Sandboxes
    jobs: int
    folder: Path
    progress: Callable[[int, int], None]
    file: Path
    backend: Backend = TENSORFLOW
    picture: Path | None = None
    plan: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        self.plan = self.plan or RUNS[self.device]
        self._digests = self._current_digests()
        self.store = Store(self.folder, self.exercise, self.check, self.device, self.backend)
        every = subjects(self.exercise, self.check)
        if all(subject.right for subject in every):
            raise NotMeasured("no file in the bank's wrong/ declares that it fails this check")
        self.known = [subject for subject in every if subject.can_run]
        self.left_out = [subject.name for subject in every if not subject.can_run]
        if len({subject.right for subject in self.known}) < 2:
            missing = f"{len(self.left_out)} of {len(every)} known submissions import TensorFlow"
            raise NotMeasured(f"{missing}, which is not installed here, and the others are all right or all wrong")

    def measure(self, until: float | None = None, again: bool = True) -> Choice:
        """Choose the threshold; write its entry, and its picture.

        Args:
            until: When to stop, on the clock of `time.monotonic`. With half of the runs the threshold is chosen from
                what there is; whatever is missing is run by the next call.
            again: Whether first attempts that missed are followed by second ones; otherwise those count that were made
                before.

        Raises:
            NotMeasured: a run gave no number, there was too little time, or the solution or the check was edited
                meanwhile.
            Overlap: right and wrong cannot be told apart.
        """
        values = self._values(planned(self.known, *self.plan), until)
        numbers = _grouped(values)
        self._see_that_enough(numbers)
        choice = choose(numbers[RIGHT], {name: found for name, found in numbers.items() if name != RIGHT})
        seconds = float(np.mean([value.seconds for value in values.values()]))
        procedures = self._procedures(values, choice.value, until if again else time.monotonic())
        self._see_that_unchanged()
        entry = record(self.exercise, self.check, self.device, self.backend, choice, seconds, procedures)
        write(self.file, entry | ({"left_out": self.left_out} if self.left_out else {}))
        if self.picture is not None:
            picture.draw(self.picture, self.check, entry)
        return choice

    def compare(self, until: float | None = None) -> list[str]:
        """Measure as much as it takes to compare this backend with others, and write it; what is found, in sentences.

        Raises:
            NotMeasured: as `measure`.
        """
        self.plan = (LEAST_RIGHT, LEAST_RIGHT)
        numbers = _grouped(self._values(planned(self.known, *self.plan), until))
        self._see_that_enough(numbers)
        self._see_that_unchanged()
        found = write(self.file, sample(self.exercise, self.check, self.backend, numbers))
        return [_told(each) for each in found if self.backend in each["backends"]]

    @property
    def is_complete(self) -> bool:
        """Whether all first attempts were made."""
        return all(self.store.get(run) for run in planned(self.known, *self.plan))

    def smoke(self, threshold: Threshold) -> list[str]:
        """Few runs of the whole procedure; whatever ended otherwise than the threshold says."""
        values = self._values(planned(self.known, *SMOKE_RUNS))
        procedures = self._procedures(values, threshold.value)
        passed = {name: count for name, (count, _) in procedures.items()}
        due = {RIGHT: SMOKE_RUNS[0]} | {subject.name: 0 for subject in self.known if not subject.right}
        return [f"{name}: {passed[name]} passed, not {count}" for name, count in due.items() if passed[name] != count]

    def _current_digests(self) -> tuple[str, str]:
        return solution_digest(self.exercise), check_digest(self.exercise, self.check)

    def _see_that_unchanged(self) -> None:
        if self._current_digests() != self._digests:
            raise NotMeasured("the solution or the check was edited meanwhile; give the command again")

    def _see_that_enough(self, numbers: Mapping[str, Sequence[float]]) -> None:
        due = dict.fromkeys((subject.group for subject in self.known), self.plan[1]) | {RIGHT: self.plan[0]}
        done = {name: len(numbers.get(name, ())) for name in due}
        if any(done[name] < min(count, LEAST) for name, count in due.items()):
            runs = ", ".join(f"{done[name]} of {count} runs of {name}" for name, count in due.items())
            raise NotMeasured(f"there was time for {runs}; give the command again to go on")

    def _procedures(
        self, values: Mapping[Run, Value], threshold: float, until: float | None = None
    ) -> dict[str, tuple[int, int]]:
        """For each mistake, and all right answers together: how many runs passed at once or in a second attempt, of
        how many that have come to an end."""
        last = {run: value.number for run, value in values.items() if value.number >= threshold}
        missed = {Run(run.subject, run.number, SECOND): run for run in values if run not in last}
        last |= {missed[run]: value.number for run, value in self._values(list(missed), until).items()}
        found = {subject.group: (0, 0) for subject in self.known}
        for run, number in last.items():
            passed, ended = found[run.subject.group]
            found[run.subject.group] = (passed + (number >= threshold), ended + 1)
        return found

    def _values(self, runs: Sequence[Run], until: float | None = None) -> dict[Run, Value]:
        """What these runs give, as far as time allows; those that are not in the store are run now.

        Raises:
            NotMeasured: one gave no number.
        """
        missing = [run for run in runs if self.store.get(run) is None]
        done = len(runs) - len(missing)
        self.progress(done, len(runs))
        if until is not None and until <= time.monotonic():
            missing = []
        tasks = [(run, run.task(self.exercise, self.device, self.backend)) for run in missing]
        results = Pool[Run](self.sandboxes, self.jobs).run(tasks, until=until)
        with contextlib.closing(results):
            for run, result in results:
                if trouble := self.store.add(run, self.check, result):
                    raise NotMeasured(f"run {run.number} of {run.subject.name} gave no number: {trouble}")
                done += 1
                self.progress(done, len(runs))
        found = ((run, self.store.get(run)) for run in runs)
        return {run: value for run, value in found if value is not None}


def _grouped(values: Mapping[Run, Value]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for run, value in values.items():
        found.setdefault(run.subject.group, []).append(value.number)
    return found


def _told(comparison: Mapping[str, Any]) -> str:
    both = " and ".join(map(shown, comparison["backends"]))
    tests = ", ".join("{name}: p = {p:.3f}".format(**test) for test in comparison["test"])
    return f"{both} {'are alike' if comparison['alike'] else 'are not alike'} ({tests})"
