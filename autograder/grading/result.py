"""Results: data first. Every view (terminal, CSV, feedback) is made from these and from nothing else."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from autograder.checking.failure import Message
from autograder.checking.marks import ACCURACY

# Of the functions that are checks; what is told of a check leaves it out.
PREFIX = "test_"

PASSED = "passed"
NOT_ATTEMPTED = "not attempted"
MISSING = "missing"
SKIPPED = "skipped"
REVIEW = "review"
FAULT = "grader fault"
# Of files as a whole.
_NO_ANSWER = (MISSING, "unreadable", "malformed")
AGREES, DIFFERS = "agrees", "differs"
OUTCOMES = (
    PASSED,
    "failed",
    NOT_ATTEMPTED,
    "error",
    "malformed",
    "timeout",
    "out of memory",
    "crashed",
    "exited early",
    "unreadable",
    MISSING,
    SKIPPED,
    REVIEW,
    FAULT,
)


@dataclass
class CheckResult:
    """One check of one submission.

    Attributes:
        measured: Of an accuracy check: the value of each attempt.
        threshold: What it was compared with; None where nothing was.
        threshold_backend: The backend on which the threshold was measured; empty where there is none.
    """

    id: str
    name: str
    title: str
    function: str
    tier: str
    points: float
    outcome: str
    message: Message = field(default_factory=Message)
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    printed: str = ""
    measured: list[float] = field(default_factory=list)
    threshold: float | None = None
    threshold_backend: str = ""

    @property
    def short_name(self) -> str:
        """Its name without `test_`: what the heads of known submissions call it."""
        return self.name.removeprefix(PREFIX)

    @property
    def earned(self) -> float:
        return self.points if self.outcome == PASSED else 0

    @property
    def passed(self) -> bool:
        return self.outcome == PASSED

    @property
    def is_in_order(self) -> bool:
        """Whether it has passed, or nobody was asked: an accuracy check that does not run now, a bonus left out."""
        left_out = self.outcome == SKIPPED if self.tier == ACCURACY else self.outcome == NOT_ATTEMPTED
        return self.passed or (left_out and (self.tier == ACCURACY or not self.counts))

    @property
    def counts(self) -> bool:
        """Whether it is worth points; a bonus and a demonstration are not."""
        return self.points > 0


@dataclass(frozen=True)
class Decision:
    """What a person decided about points, whatever the checks said; shown to the student as such.

    Attributes:
        checks: The names of the checks' functions that it is about, one at least.
        points: What these checks give together.
        by: Whose decision it is; empty where it is the course's.
        is_for_all: Whether it is about the check itself, and so the same for everyone.
    """

    checks: tuple[str, ...]
    points: float
    reason: str
    by: str = ""
    is_for_all: bool = False

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Decision":
        return cls(**data | {"checks": tuple(data["checks"])})


@dataclass
class ExerciseResult:
    """One exercise of one submission. `problem` is set where the file as a whole could not be graded.

    Attributes:
        backends: What Keras ran on for this verdict; more than one where the accuracy checks ran on another.
        audit: Of a pass that was graded on a second backend as a trial: AGREES or DIFFERS. Otherwise empty.
    """

    exercise: str
    title: str
    file: str
    checks: list[CheckResult]
    notes: list[str] = field(default_factory=list)
    outcome: str = PASSED
    problem: Message | None = None
    runtime: dict[str, Any] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)  # none of them about the same check as another
    backends: list[str] = field(default_factory=list)
    audit: str = ""

    @property
    def points(self) -> float:
        return sum(check.points for check in self.checks)

    @property
    def earned(self) -> float:
        """What the checks gave; where a person decided, what the person gave."""
        decided = sum(decision.points for decision in self.decisions)
        return decided + sum(check.earned for check in self.undecided)

    @property
    def undecided(self) -> list[CheckResult]:
        """The checks whose points no person has decided."""
        names = {name for decision in self.decisions for name in decision.checks}
        return [check for check in self.checks if check.name not in names]

    def earned_by(self, check: CheckResult) -> float | None:
        """Points of one check; None where a person gave points for several checks together."""
        for decision in self.decisions:
            if check.name in decision.checks:
                return decision.points if len(decision.checks) == 1 else None
        return check.earned

    @property
    def passed(self) -> bool:
        """Whether full marks were earned."""
        return bool(self.checks) and all(check.passed for check in self.checks if check.counts)

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was written yet."""
        outcomes = {check.outcome for check in self.checks}
        return outcomes <= {NOT_ATTEMPTED, SKIPPED} and NOT_ATTEMPTED in outcomes

    @property
    def holds_no_answer(self) -> bool:
        """Whether there was nothing to put the checks to: no file, an untouched one, one with nothing of the exercise
        in it, one that cannot be read."""
        return self.is_untouched or self.outcome in _NO_ANSWER

    @property
    def is_fault(self) -> bool:
        return self.outcome == FAULT or any(check.outcome == FAULT for check in self.checks)

    def to_json(self) -> dict[str, Any]:
        """Plain data for the result file: the views' numbers beside the fields, timings apart."""
        found = asdict(self)
        runtime = found.pop("runtime")
        for check, data in zip(self.checks, found["checks"], strict=True):
            data["earned"] = check.earned
        return found | {"points": self.points, "earned": self.earned, "runtime": runtime}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "ExerciseResult":
        """What `to_json` wrote."""
        fields = {name: data[name] for name in ("exercise", "title", "file", "notes", "outcome", "runtime")}
        checks = [_check_from_json(item) for item in data["checks"]]
        problem = Message(**data["problem"]) if data["problem"] else None
        decisions = [Decision.from_json(item) for item in data.get("decisions", ())]
        known = {name: data[name] for name in ("backends", "audit") if name in data}
        return cls(**fields, checks=checks, problem=problem, decisions=decisions, **known)


def _check_from_json(data: dict[str, Any]) -> CheckResult:
    fields = {name: value for name, value in data.items() if name != "earned"}
    return CheckResult(**fields | {"message": Message(**data["message"])})


def first_to_fix(checks: Sequence[CheckResult]) -> CheckResult | None:
    """The check whose message helps most: the first that was answered wrongly, else the first not yet written."""
    open_checks = [check for check in checks if not check.passed and check.outcome != SKIPPED]
    answered = [check for check in open_checks if check.outcome != NOT_ATTEMPTED]
    return next(iter(answered or open_checks), None)


def shown_points(value: float) -> str:
    """Points without a needless .0."""
    return f"{value:g}"
