"""The checks of an exercise, read from its check file: ids in file order, titles, points."""

import importlib.util
import sys
from dataclasses import dataclass
from types import FunctionType, ModuleType

from autograder.checking.marks import ACCURACY, Marks, marks_of
from autograder.course.exercise import Exercise
from autograder.engine.errors import GraderFault
from autograder.grading.result import CheckResult


@dataclass(frozen=True)
class CheckInfo:
    """A check's identity. `exercise` is `08_dropout`, `id` is `08.1`, `name` is its function's."""

    exercise: str
    id: str
    name: str
    title: str
    marks: Marks

    @property
    def is_accuracy(self) -> bool:
        """Whether it trains something and compares an accuracy."""
        return self.marks.tier == ACCURACY

    def result(self, outcome: str) -> CheckResult:
        """A result of this check."""
        marks = self.marks
        return CheckResult(self.id, self.name, self.title, marks.function, marks.tier, marks.points, outcome)


def checks_of(exercise: Exercise) -> list[CheckInfo]:
    """All checks of the exercise, numbered in file order."""
    module = _module(exercise)
    functions = [
        value
        for name, value in vars(module).items()
        if name.startswith("test_") and isinstance(value, FunctionType) and value.__module__ == module.__name__
    ]
    functions.sort(key=lambda function: function.__code__.co_firstlineno)
    return [
        CheckInfo(exercise.name, f"{exercise.number}.{index}", function.__name__, _title(function), marks_of(function))
        for index, function in enumerate(functions, start=1)
    ]


def _module(exercise: Exercise) -> ModuleType:
    name = f"autograder.checks.{exercise.checks.stem}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, exercise.checks)
        if spec is None or spec.loader is None or not exercise.checks.is_file():
            raise GraderFault(f"There is no check file {exercise.checks.name}.")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


def _title(function: FunctionType) -> str:
    return (function.__doc__ or "").strip().partition("\n")[0].rstrip(".")
