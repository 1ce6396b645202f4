"""Which checks of an exercise run now: accuracy checks train something, so they come last, or later, or not at all."""

from dataclasses import dataclass
from typing import Literal

from autograder.grading.catalogue import CheckInfo
from autograder.grading.result import CheckResult
from autograder.grading.thresholds import find_threshold

Device = Literal["cpu", "gpu"]
WAITS_FOR_THE_REST = "it trains a model, so it runs once all other checks have passed"


@dataclass(frozen=True)
class Part:
    """The part of an exercise's checks that a task is to run.

    Attributes:
        only_accuracy: Run the accuracy checks and no others. Otherwise they come after all others, where those have
            passed.
        postponed: Why accuracy checks do not run this time: they are skipped, and this is shown.
        left_out: Why accuracy checks do not count in this run: they are skipped, this is shown, and they are worth
            nothing.
        device: Tier of the accuracy checks: "cpu" with small images, "gpu" with large ones and full budgets.
        measures: Take one attempt and compare it with nothing, for calibration.
    """

    only_accuracy: bool = False
    postponed: str = ""
    left_out: str = ""
    device: Device = "cpu"
    measures: bool = False

    def includes(self, check: CheckInfo) -> bool:
        """Whether this check is to have a result."""
        return check.is_accuracy or not self.only_accuracy

    @property
    def uses_gpu(self) -> bool:
        """Whether the submission is to see the GPU."""
        return self.device == "gpu" and not self.postponed and not self.left_out

    def threshold(self, check: CheckInfo) -> float | None:
        """What this accuracy check has to reach; None where nothing was measured, or is being measured."""
        found = find_threshold(check.exercise, check.name, self.device)
        return found.value if found is not None and not self.measures else None

    def result(self, check: CheckInfo, outcome: str) -> CheckResult:
        """A result of this check. Without a threshold an accuracy check is worth nothing."""
        result = check.result(outcome)
        if check.is_accuracy and (self.left_out or self.threshold(check) is None):
            result.points = 0
        return result


EVERYTHING = Part()
