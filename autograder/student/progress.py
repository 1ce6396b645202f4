"""How far a student is: a small readable file beside the exercises. Losing it loses nothing but the ticks."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from autograder import __version__
from autograder.course.exercise import Exercise, Function
from autograder.grading.catalogue import checks_of
from autograder.grading.result import ExerciseResult

FOLDER = ".convlings"
_FILE = "progress.json"


@dataclass
class ExerciseProgress:
    """What the last check of an exercise found, and what help was taken.

    Attributes:
        functions: Whether all checks of each function passed, by its name. One that is a bonus is not in it.
        hints: Number of hints seen, by function.
        peeked: Whether the solution was looked at before the exercise had passed.
    """

    earned: float = 0
    points: float = 0
    functions: dict[str, bool] = field(default_factory=dict)
    hints: dict[str, int] = field(default_factory=dict)
    peeked: bool = False

    @property
    def checked(self) -> bool:
        return bool(self.functions)

    @property
    def passed(self) -> bool:
        return self.checked and all(self.functions.values())


class Progress:
    """The progress file of one folder of exercises."""

    def __init__(self, folder: Path):
        self._path = folder / FOLDER / _FILE
        self._exercises: dict[str, ExerciseProgress] = {}
        for name, data in _read(self._path).items():
            try:
                self._exercises[name] = ExerciseProgress(**data)
            except TypeError:
                continue

    def of(self, exercise: Exercise) -> ExerciseProgress:
        return self._exercises.setdefault(exercise.name, ExerciseProgress())

    def record(self, exercise: Exercise, result: ExerciseResult) -> None:
        """Remember what a check found; one of some functions alone leaves the others, and the points, as they were."""
        found = self.of(exercise)
        worth = {check.marks.function for check in checks_of(exercise) if check.marks.points}
        names = [function.name for function in exercise.functions if function.name in worth]
        passed = {
            name: all(check.passed for check in checks if check.counts)
            for name in names
            if (checks := [check for check in result.checks if check.function == name])
        }
        if len(passed) == len(names):
            found.earned, found.points, found.functions = result.earned, result.points, passed
        else:
            found.functions = dict.fromkeys(names, False) | found.functions | passed
        self.save()

    def forget(self, exercise: Exercise) -> None:
        """Forget what was checked; help that was taken stays."""
        found = self.of(exercise)
        found.earned, found.points, found.functions = 0, 0, {}
        self.save()

    def next_function(self, exercise: Exercise) -> Function | None:
        """The first function that has not passed yet; None if all have."""
        own = self.of(exercise)
        done = own.functions
        return next((each for each in exercise.functions if not done.get(each.name, own.checked)), None)

    def save(self) -> None:
        self._path.parent.mkdir(exist_ok=True)
        exercises = {name: asdict(found) for name, found in sorted(self._exercises.items())}
        partial = self._path.with_suffix(".partial")
        partial.write_text(json.dumps({"kit": __version__, "exercises": exercises}, indent=1) + "\n", encoding="utf-8")
        partial.replace(self._path)


def _read(path: Path) -> dict[str, dict[str, Any]]:
    """The exercises' entries; nothing where the file is missing or broken."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))["exercises"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {name: entry for name, entry in data.items() if isinstance(entry, dict)} if isinstance(data, dict) else {}
