"""Which checks of an exercise run now: accuracy checks train something, so they come last, or later, or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from autograder.engine.backends import TENSORFLOW, Backend, deciding
from autograder.grading.catalogue import CheckInfo
from autograder.grading.result import CheckResult
from autograder.grading.thresholds import Threshold, find_threshold

Device = Literal["cpu", "gpu"]
WAITS_FOR_THE_REST = "it trains a model, so it runs once all other checks have passed"


@dataclass(frozen=True)
class Part:
    """The part of an exercise's checks that a task is to run.

    Attributes:
        functions: Run the checks of these functions of the exercise, and those that they need; empty means all.
        checks: Run these checks, by the names of their functions, and those that they need; empty means all.
        first: Functions whose checks run before those of others, in this order, with what they need.
        only_accuracy: Run the accuracy checks and no others. Otherwise they come after all others, where those have
            passed.
        postponed: Why accuracy checks do not run this time: they are skipped, and this is shown.
        left_out: Why accuracy checks do not count in this run: they are skipped, this is shown, and they are worth
            nothing.
        device: Tier of the accuracy checks: "cpu" with small images, "gpu" with large ones and full budgets.
        backend: What Keras runs on; an accuracy check is compared with what was measured on it.
        measures: Take one attempt and compare it with nothing, for calibration.
        names: Look for the name of the mistake where a check has failed.
        known: The known submission that this is: what its fingerprints hold is not asked of it again.
        stops: Run nothing more once a check has not passed: whatever follows, the work is graded again elsewhere.
    """

    functions: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    only_accuracy: bool = False
    postponed: str = ""
    left_out: str = ""
    device: Device = "cpu"
    backend: Backend = TENSORFLOW
    measures: bool = False
    names: bool = True
    known: str = ""
    stops: bool = False

    def chosen(self, checks: Sequence[CheckInfo]) -> list[CheckInfo]:
        """Those of an exercise's checks that are to have a result."""
        names = {check.name for check in checks if not self.functions or check.marks.function in self.functions}
        names = {name for name in names if not self.checks or name in self.checks}
        before: set[str] = set()
        while names != before:
            before = set(names)
            names.update(need for check in checks if check.name in before for need in check.marks.needs)
        return [check for check in checks if check.name in names and (check.is_accuracy or not self.only_accuracy)]

    def turns(self, checks: Sequence[CheckInfo]) -> dict[str, int]:
        """By the check's name, when its turn comes: lower ones first, equal ones in the order of the file."""
        found = dict.fromkeys((check.name for check in checks), len(self.first))
        for turn, function in reversed(list(enumerate(self.first))):
            found |= dict.fromkeys((check.name for check in Part(functions=(function,)).chosen(checks)), turn)
        return found

    @property
    def uses_gpu(self) -> bool:
        """Whether the submission is to see the GPU."""
        return self.device == "gpu" and not self.postponed and not self.left_out

    def threshold(self, check: CheckInfo) -> Threshold | None:
        """What this accuracy check has to reach; None where nothing was measured, or is being measured."""
        found = find_threshold(check.exercise, check.name, self.device, deciding(self.backend))
        return None if self.measures else found

    def result(self, check: CheckInfo, outcome: str) -> CheckResult:
        """A result of this check. Without a threshold an accuracy check is worth nothing."""
        result = check.result(outcome)
        if check.is_accuracy and (self.left_out or self.threshold(check) is None):
            result.points = 0
        return result


def are_calibrated(checks: Iterable[CheckInfo], device: Device, backend: Backend) -> bool:
    """Whether each of these checks that compares an accuracy for points has a threshold for this tier and backend."""
    trained = [check for check in checks if check.is_accuracy and check.marks.points]
    return all(find_threshold(check.exercise, check.name, device, backend) for check in trained)


EVERYTHING = Part()
