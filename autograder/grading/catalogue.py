"""The checks of an exercise, read from its check file: ids in file order, titles, points."""

import traceback
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType, ModuleType

from autograder import topics
from autograder.checking.marks import ACCURACY, Marks, marks_of
from autograder.course.exercise import Exercise
from autograder.engine.errors import GraderFault
from autograder.grading.result import PREFIX, CheckResult


class BrokenChecks(GraderFault):
    """An author's mistake: the check file is missing, or Python cannot import it."""


@dataclass(frozen=True)
class CheckInfo:
    """A check's identity.

    Attributes:
        exercise: `08_dropout`.
        id: `08.1`, its place in the file: made for display, and never written down.
        name: Its function's, `test_survivors_are_scaled`.
        line: Where the function begins.
    """

    exercise: str
    id: str
    name: str
    title: str
    marks: Marks
    line: int = 0

    @property
    def short_name(self) -> str:
        """Its name in heads, notes and messages: `survivors_are_scaled`."""
        return self.name.removeprefix(PREFIX)

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
    return [
        CheckInfo(
            exercise.name,
            f"{exercise.number}.{index}",
            function.__name__,
            _title(function),
            marks_of(function),
            function.__code__.co_firstlineno,
        )
        for index, function in enumerate(functions_of(exercise).values(), start=1)
    ]


def functions_of(exercise: Exercise) -> dict[str, FunctionType]:
    """The checks' functions by name, in file order."""
    module = check_module(exercise)
    functions = [
        value
        for name, value in vars(module).items()
        if name.startswith(PREFIX) and isinstance(value, FunctionType) and value.__module__ == module.__name__
    ]
    functions.sort(key=lambda function: function.__code__.co_firstlineno)
    return {function.__name__: function for function in functions}


def needs_tensorflow(exercise: Exercise) -> str:
    """Why only TensorFlow may decide on this exercise, as its checks declare with `TENSORFLOW_ONLY`; else empty."""
    reason: str = vars(check_module(exercise)).get("TENSORFLOW_ONLY", "")
    return reason


def check_module(exercise: Exercise) -> ModuleType:
    """The module of the exercise's checks.

    Raises:
        BrokenChecks: it is not there or cannot be imported.
    """
    try:
        module = topics.load(exercise.name, "checks")
    except Exception as error:
        raise BrokenChecks(f"The checks of {exercise.name} cannot be imported: {where_it_broke(error)}") from error
    if module is None:
        raise BrokenChecks(f"There is no file topics/{exercise.name}/checks.py.")
    return module


def where_it_broke(error: BaseException) -> str:
    """An author's mistake in one line: file, line and the error."""
    if isinstance(error, SyntaxError):
        return f"{_shown_path(error.filename)}, line {error.lineno}: {type(error).__name__}: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "topics" in Path(frame.filename).parts] or frames
    place = f"{_shown_path(own[-1].filename)}, line {own[-1].lineno}: " if own else ""
    return f"{place}{type(error).__name__}: {error}"


def _shown_path(name: str | None) -> str:
    return "/".join(Path(name or "?").parts[-2:])


def _title(function: FunctionType) -> str:
    return (function.__doc__ or "").strip().partition("\n")[0].rstrip(".")
