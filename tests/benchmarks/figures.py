"""From measured seconds to ratios and verdicts on the targets: arithmetic alone."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

SMALL_SECONDS = 0.5
OVERHEAD_SHARE, OVERHEAD_SECONDS = 0.25, 0.3
TIMES_NBGRADER, TIMES_COLD = 10.0, 4.0
CHECK_EXTRA_SECONDS = 2.0

ONE, TWO = "convlings 1", "convlings 2"
COLD_ONE, COLD_TWO = "cold pytest 1", "cold pytest 2"
# PyTorch for everything; PyTorch first, and TensorFlow for what has not earned full marks there.
ON_TORCH, ON_AUTO = "convlings torch", "convlings auto"
NBGRADER, FLOOR = "nbgrader", "floor"
BOOK = "nbgrader's gradebook"
WAYS = {
    ONE: "convlings, 1 at a time",
    TWO: "convlings, 2 at a time",
    ON_TORCH: "convlings on PyTorch, 1 at a time",
    ON_AUTO: "convlings, --backend auto, 1 at a time",
    COLD_ONE: "cold pytest, 1 at a time",
    COLD_TWO: "cold pytest, 2 at a time",
    NBGRADER: "nbgrader autograde, as shipped",
    FLOOR: "floor: one warm unjailed process",
}
# One way's seconds by another's.
RATIOS = ((NBGRADER, ONE), (COLD_ONE, ONE), (ONE, FLOOR), (NBGRADER, TWO), (COLD_TWO, TWO), (TWO, FLOOR))
BACKEND_RATIOS = (
    *((ONE, ON_TORCH), (NBGRADER, ON_TORCH)),
    *((ONE, ON_AUTO), (NBGRADER, ON_AUTO), (COLD_ONE, ON_AUTO), (ON_AUTO, FLOOR)),
)

Seconds = dict[str, dict[str, list[float]]]


@dataclass
class Figures:
    """Everything that was measured. Seconds are per submission, one value a round, by exercise, then by way.

    Attributes:
        clock, cpu: Seconds by the clock, and of CPU.
        once: Seconds that a class pays once.
        anatomy: By exercise, then by part: median seconds of one submission.
        commands: Whole commands by the clock, one value a round.
        agreement: By way: submissions with the same points as this grader gives, and all.
    """

    machine: dict[str, str]
    submissions: dict[str, list[str]] = field(default_factory=dict)
    clock: Seconds = field(default_factory=dict)
    cpu: Seconds = field(default_factory=dict)
    once: dict[str, float] = field(default_factory=dict)
    anatomy: dict[str, dict[str, float]] = field(default_factory=dict)
    commands: dict[str, list[float]] = field(default_factory=dict)
    agreement: dict[str, tuple[int, int]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)

    def agree(self, way: str, expected: Mapping[str, float], found: Mapping[str, float | None]) -> None:
        """Count the submissions to which a way gave the same points as this grader."""
        same, count = self.agreement.get(way, (0, 0))
        agreeing = sum(points is not None and abs(points - expected[label]) < 1e-6 for label, points in found.items())
        self.agreement[way] = same + agreeing, count + len(expected)

    @property
    def small(self) -> list[str]:
        """Exercises whose own Keras work is small: by CPU, so that a busy machine does not change the group."""
        return [name for name, found in self.cpu.items() if median(found[FLOOR]) <= SMALL_SECONDS]

    def groups(self) -> dict[str, list[str]]:
        """Exercises by the size of their floor; empty groups are left out."""
        larger = [name for name in self.cpu if name not in self.small]
        label = f"small: floor at most {SMALL_SECONDS:g} s of CPU"
        groups = {label: self.small, "larger": larger, "all": list(self.cpu)}
        return {name: members for name, members in groups.items() if members}

    def ratio(self, seconds: Seconds, exercises: Sequence[str], way: str, other: str) -> float | None:
        """Median over the rounds of one way's seconds by another's, each submission with the same weight.

        Returns:
            None where one of the ways was not measured.
        """
        ours, theirs = self._together(seconds, exercises, way), self._together(seconds, exercises, other)
        return median(one / two for one, two in zip(ours, theirs, strict=True)) if ours and theirs else None

    def overhead(self, seconds: Seconds, exercise: str) -> float:
        """Median of what a round took over the floor of the same round, a submission, 1 at a time."""
        found = seconds[exercise]
        return median(one - floor for one, floor in zip(found[ONE], found[FLOOR], strict=True))

    def targets(self) -> list[tuple[str, str, bool | None]]:
        """What is aimed at, what was found, and whether it is met (None: not measured)."""
        return [*self._overheads(), *self._speeds(), self._check()]

    def to_json(self) -> dict[str, Any]:
        """All measured values, and the verdicts on the targets."""
        targets = [{"target": label, "found": text, "met": met} for label, text, met in self.targets()]
        return asdict(self) | {"targets": targets}

    def _overheads(self) -> list[tuple[str, str, bool | None]]:
        found: list[tuple[str, str, bool | None]] = []
        for name, seconds in self.clock.items():
            allowed = max(OVERHEAD_SHARE * median(seconds[FLOOR]), OVERHEAD_SECONDS)
            over, of_cpu = self.overhead(self.clock, name), self.overhead(self.cpu, name)
            label = f"{name[:2]}: at most {allowed:.2f} s over the floor, a submission"
            found.append((label, f"{over:.2f} s ({of_cpu:.2f} s of CPU)", over <= allowed))
        return found

    def _speeds(self) -> list[tuple[str, str, bool | None]]:
        found: list[tuple[str, str, bool | None]] = []
        for other, way, wanted in (
            (NBGRADER, ONE, TIMES_NBGRADER),
            (COLD_ONE, ONE, TIMES_COLD),
            (NBGRADER, TWO, TIMES_NBGRADER),
            (COLD_TWO, TWO, TIMES_COLD),
        ):
            ratio = self.ratio(self.clock, self.small, other, way)
            label = f"small: {way} at least {wanted:g} times as fast as {other}"
            found.append((label, times(ratio), None if ratio is None else ratio >= wanted))
        return found

    def _check(self) -> tuple[str, str, bool | None]:
        check, keras = (median(self.commands[name]) for name in ("convlings check 08", "import keras"))
        label = f"convlings check 08 at most one import of Keras + {CHECK_EXTRA_SECONDS:g} s, from cold"
        return label, f"{check:.1f} s beside {keras:.1f} s", check <= keras + CHECK_EXTRA_SECONDS

    def _together(self, seconds: Seconds, exercises: Sequence[str], way: str) -> list[float]:
        """Seconds a submission over these exercises, round by round; empty where one lacks this way."""
        series = [seconds[name].get(way, []) for name in exercises]
        counts = [len(self.submissions[name]) for name in exercises]
        if not series or not all(series):
            return []
        return [
            sum(value * count for value, count in zip(values, counts, strict=True)) / sum(counts)
            for values in zip(*series, strict=True)
        ]


def times(ratio: float | None) -> str:
    """A ratio to read."""
    return "-" if ratio is None else f"{ratio:.1f}"
