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
NBGRADER, FLOOR = "nbgrader", "floor"
WAYS = {
    ONE: "convlings, 1 at a time",
    TWO: "convlings, 2 at a time",
    COLD_ONE: "cold pytest, 1 at a time",
    COLD_TWO: "cold pytest, 2 at a time",
    NBGRADER: "nbgrader autograde, as shipped",
    FLOOR: "floor: one warm unjailed process",
}
# Slower way, faster way: each pair is one ratio.
RATIOS = ((NBGRADER, ONE), (COLD_ONE, ONE), (NBGRADER, TWO), (COLD_TWO, TWO), (ONE, FLOOR), (TWO, FLOOR))


@dataclass
class Figures:
    """Everything that was measured. Seconds are per submission, one value a round.

    Attributes:
        seconds: By exercise, then by way.
        anatomy: By exercise, then by part: median seconds of one submission.
        classes: By way: seconds of the whole class with everything that is paid once.
        check: `convlings check` and `import keras` from cold, one value a round each.
        agreement: By way: submissions with the same points as this grader gives, and all.
    """

    machine: dict[str, str]
    submissions: dict[str, list[str]] = field(default_factory=dict)
    seconds: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    once: dict[str, float] = field(default_factory=dict)
    anatomy: dict[str, dict[str, float]] = field(default_factory=dict)
    classes: dict[str, list[float]] = field(default_factory=dict)
    check: dict[str, list[float]] = field(default_factory=dict)
    agreement: dict[str, tuple[int, int]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)

    def floor(self, exercise: str) -> float:
        """Median seconds of the floor."""
        return median(self.seconds[exercise][FLOOR])

    def overhead(self, exercise: str, way: str = ONE) -> float:
        """Median of what a round took over the floor of the same round, in seconds a submission."""
        found = self.seconds[exercise]
        return median(one - floor for one, floor in zip(found[way], found[FLOOR], strict=True))

    def ratio(self, exercise: str, slower: str, faster: str) -> float | None:
        """Median over the rounds of one way's seconds by the other's; None where a way is missing."""
        found = self.seconds[exercise]
        return _ratio(found.get(slower, []), found.get(faster, []))

    def ratio_of(self, exercises: Sequence[str], slower: str, faster: str) -> float | None:
        """The same for several exercises together, each with the same weight for each submission."""
        return _ratio(self._together(exercises, slower), self._together(exercises, faster))

    def groups(self) -> dict[str, list[str]]:
        """Exercises by the size of their floor."""
        small = [name for name in self.seconds if self.floor(name) <= SMALL_SECONDS]
        large = [name for name in self.seconds if name not in small]
        groups = {f"small (floor at most {SMALL_SECONDS:g} s)": small, "larger": large, "all": list(self.seconds)}
        return {label: names for label, names in groups.items() if names}

    def targets(self) -> list[tuple[str, str, bool | None]]:
        """What is aimed at, what was found, and whether it is met (None: not measured)."""
        found: list[tuple[str, str, bool | None]] = []
        for name in self.seconds:
            allowed = max(OVERHEAD_SHARE * self.floor(name), OVERHEAD_SECONDS)
            over = self.overhead(name)
            label = f"{name[:2]}: overhead over the floor at most {allowed:.2f} s a submission"
            found.append((label, f"{over:.2f} s", over <= allowed))
        small = [name for name in self.seconds if self.floor(name) <= SMALL_SECONDS]
        for slower, faster, wanted in (
            (NBGRADER, ONE, TIMES_NBGRADER),
            (COLD_ONE, ONE, TIMES_COLD),
            (NBGRADER, TWO, TIMES_NBGRADER),
            (COLD_TWO, TWO, TIMES_COLD),
        ):
            ratio = self.ratio_of(small, slower, faster)
            label = f"small exercises: {faster} at least {wanted:g} times as fast as {slower}"
            found.append((label, "not measured" if ratio is None else f"{ratio:.1f} times", ratio and ratio >= wanted))
        check, keras = median(self.check["convlings check 08"]), median(self.check["import keras"])
        allowed = keras + CHECK_EXTRA_SECONDS
        label = f"convlings check 08 from cold at most one Keras import + {CHECK_EXTRA_SECONDS:g} s ({allowed:.1f} s)"
        found.append((label, f"{check:.1f} s", check <= allowed))
        return [(label, text, None if met is None else bool(met)) for label, text, met in found]

    def to_json(self) -> dict[str, Any]:
        """All measured values, and the verdicts on the targets."""
        targets = [{"target": label, "found": text, "met": met} for label, text, met in self.targets()]
        return asdict(self) | {"targets": targets}

    def _together(self, exercises: Sequence[str], way: str) -> list[float]:
        """Seconds a submission over these exercises, round by round; empty where one lacks this way."""
        series: list[Sequence[float]] = [self.seconds[name].get(way, []) for name in exercises]
        counts = [len(self.submissions[name]) for name in exercises]
        if not all(series):
            return []
        return [_weighted(values, counts) for values in zip(*series, strict=True)]


def count_agreeing(expected: Mapping[str, float], found: Mapping[str, float | None]) -> int:
    """Submissions that have the same points in both."""
    return sum(points is not None and abs(points - expected[label]) < 1e-6 for label, points in found.items())


def _ratio(slower: Sequence[float], faster: Sequence[float]) -> float | None:
    if not slower or not faster:
        return None
    return median(one / other for one, other in zip(slower, faster, strict=True))


def _weighted(values: Sequence[float], counts: Sequence[int]) -> float:
    return sum(value * count for value, count in zip(values, counts, strict=True)) / sum(counts)
