"""How far a student is: a small readable file beside the exercises. Losing it loses nothing but the ticks."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder import __version__
from autograder.course.exercise import Exercise, Function
from autograder.grading.catalogue import checks_of
from autograder.grading.part import EVERYTHING
from autograder.grading.result import FAULT, NOT_ATTEMPTED, PASSED, REVIEW, SKIPPED, ExerciseResult

FOLDER = ".convlings"
_FILE = "progress.json"
# What says nothing against the function: it waits for another, or for us.
_NOT_WRONG = (PASSED, NOT_ATTEMPTED, SKIPPED, REVIEW, FAULT)


@dataclass(frozen=True)
class SeenCheck:
    """How one check ended when it ran last, and what it was worth then."""

    function: str
    outcome: str
    points: float

    @property
    def passed(self) -> bool:
        return self.outcome == PASSED


class ExerciseProgress:
    """What the last checks of an exercise found, and what help was taken. A bonus is never missed.

    Attributes:
        checks: How each check ended, by its name; of each function as it was last checked.
        hints: Number of hints seen, by function.
        peeked: Whether the solution was looked at before the exercise had passed.
    """

    def __init__(self, exercise: Exercise, saved: dict[str, Any]):
        self._exercise = exercise
        known = {check.name: check.marks.function for check in checks_of(exercise)}
        self.checks = dict(_seen_checks(saved.get("checks"), known))
        hints = saved.get("hints")
        self.hints = {str(name): count for name, count in _items(hints) if type(count) is int and count >= 0}
        self.peeked = saved.get("peeked") is True

    def to_json(self) -> dict[str, Any]:
        return {
            "checks": {name: asdict(check) for name, check in self.checks.items()},
            "hints": dict(self.hints),
            "peeked": self.peeked,
        }

    @property
    def functions(self) -> dict[str, bool]:
        """Whether all checks of each function passed, by its name. One that is a bonus is not in it."""
        return {name: self._has_passed(name) for name in self._worth}

    @property
    def bonus(self) -> dict[str, bool]:
        """The same of those that are a bonus."""
        names = (function.name for function in self._exercise.functions)
        return {name: self._has_passed(name) for name in names if name not in self._worth}

    @property
    def earned(self) -> float:
        return sum(check.points for check in self.checks.values() if check.passed)

    @property
    def points(self) -> float:
        """Of the whole exercise, also where only some of its functions were checked."""
        unseen = sum(points for name, points in self._worth.items() if not self._of(name))
        return sum(check.points for check in self.checks.values()) + unseen

    @property
    def checked(self) -> bool:
        return bool(self.checks)

    @property
    def attempted(self) -> bool:
        """Whether anything of it was written yet, as far as checks have seen."""
        return any(check.outcome not in (NOT_ATTEMPTED, SKIPPED) for check in self.checks.values())

    @property
    def passed(self) -> bool:
        return self.checked and all(self.functions.values())

    @property
    def next_function(self) -> Function | None:
        """The one to work on: the first with a wrong answer, else the first that is not written yet.

        Then those that only wait for something, and at last a bonus that was tried. None if there is nothing to do.
        """
        functions = self.functions
        order = [self.checks[info.name] for info in checks_of(self._exercise) if info.name in self.checks]
        wrong = [check.function for check in order if check.outcome not in _NOT_WRONG]
        unwritten = [name for name in functions if not self._of(name) or self._is_unwritten(name)]
        open_ones = [name for name, passed in functions.items() if not passed]
        found = next(iter([*(name for name in wrong if name in open_ones), *unwritten, *open_ones, *wrong]), None)
        return self._exercise.function(found) if found else None

    def record(self, result: ExerciseResult) -> None:
        """Remember what a check found; one of some functions alone leaves the others as they were."""
        functions = {check.function for check in result.checks}
        kept = {name: check for name, check in self.checks.items() if check.function not in functions}
        new = {check.name: SeenCheck(check.function, check.outcome, check.points) for check in result.checks}
        self.checks = kept | new

    @cached_property
    def _worth(self) -> dict[str, float]:
        """Points by function, of those that are worth any, in the order of the file."""
        found = dict.fromkeys((function.name for function in self._exercise.functions), 0.0)
        for check in checks_of(self._exercise):
            if check.marks.function in found:
                found[check.marks.function] += EVERYTHING.result(check, NOT_ATTEMPTED).points
        return {name: points for name, points in found.items() if points}

    def _of(self, function: str) -> list[SeenCheck]:
        return [check for check in self.checks.values() if check.function == function]

    def _has_passed(self, function: str) -> bool:
        seen = self._of(function)
        return bool(seen) and all(check.passed for check in seen if check.points or function not in self._worth)

    def _is_unwritten(self, function: str) -> bool:
        return any(check.outcome == NOT_ATTEMPTED for check in self._of(function))


class Progress:
    """The progress file of one folder of exercises."""

    def __init__(self, folder: Path):
        self._path = folder / FOLDER / _FILE
        self._saved = _read(self._path)
        self._exercises: dict[str, ExerciseProgress] = {}
        self._before: dict[str, dict[str, Any]] = {}

    def of(self, exercise: Exercise) -> ExerciseProgress:
        name = exercise.name
        if name not in self._exercises:
            self._exercises[name] = ExerciseProgress(exercise, self._saved.get(name, {}))
            self._before[name] = self._exercises[name].to_json()
        return self._exercises[name]

    def record(self, exercise: Exercise, result: ExerciseResult) -> None:
        """Remember what a check found; one of some functions alone leaves the others as they were."""
        self.of(exercise).record(result)
        self.save()

    def forget(self, exercise: Exercise) -> None:
        """Forget what was checked; help that was taken stays."""
        self.of(exercise).checks = {}
        self.save()

    def count(self, exercises: Iterable[Exercise]) -> tuple[int, int]:
        """Functions that have passed, and how many there are; without those that are a bonus."""
        states = [passed for exercise in exercises for passed in self.of(exercise).functions.values()]
        return sum(states), len(states)

    def next_function(self, exercise: Exercise) -> Function | None:
        """The function to work on; see `ExerciseProgress.next_function`."""
        return self.of(exercise).next_function

    def save(self) -> None:
        """Write what has changed; what another command has written meanwhile, beside `watch`, stays."""
        self._path.parent.mkdir(exist_ok=True)
        now = {name: found.to_json() for name, found in self._exercises.items()}
        changed = {name: entry for name, entry in now.items() if entry != self._before[name]}
        self._saved = _read(self._path) | changed
        self._before |= changed
        partial = self._path.with_suffix(".partial")
        data = {"kit": __version__, "exercises": dict(sorted(self._saved.items()))}
        partial.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
        partial.replace(self._path)


def _read(path: Path) -> dict[str, dict[str, Any]]:
    """The exercises' entries; nothing where the file is missing or broken."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))["exercises"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {name: entry for name, entry in _items(data) if isinstance(entry, dict)}


def _seen_checks(data: object, known: dict[str, str]) -> Iterator[tuple[str, SeenCheck]]:
    """Those of the entries that are well-formed and of a check that there still is; `known` has its function."""
    for name, entry in _items(data):
        try:
            check = SeenCheck(str(entry["function"]), str(entry["outcome"]), float(entry["points"]))
        except (TypeError, ValueError, KeyError):
            continue
        if known.get(name) == check.function:
            yield name, check


def _items(data: object) -> list[tuple[str, Any]]:
    return list(data.items()) if isinstance(data, dict) else []
