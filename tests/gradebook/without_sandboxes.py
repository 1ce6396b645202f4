"""`convlings grade` of a made class without sandboxes: the marker in a file says what its checks would."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from made_class import MARKS

from autograder.cli import grade as grade_command
from autograder.course.exercise import find_exercise
from autograder.engine.canary import Confirmation
from autograder.grading.catalogue import checks_of
from autograder.grading.result import NOT_ATTEMPTED, ExerciseResult
from autograder.grading.task import Task

_MARKER = re.compile(r"# made: (\w+)")


@contextmanager
def no_sandboxes() -> Iterator[None]:
    """While this lasts, nothing that is graded runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grade_command, "Here", MadePlace)
        # What is written here need not outlast the machine.
        patch.setattr("os.fsync", lambda _: None)
        yield


class MadePlace:
    """Stands where this machine would: a file's marker says which of its checks fail."""

    remark = ""
    jobs = 1
    confirmation = Confirmation("A", "A", (), 0.0)

    def __init__(self, *_: object, **__: object):
        pass

    def __enter__(self) -> "MadePlace":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def confirm(self, *_: object) -> None:
        pass

    def run(self, tasks: Iterable[tuple[Any, Task]], *_: object) -> Iterator[tuple[Any, ExerciseResult]]:
        for label, task in tasks:
            yield label, result_of(task)


def result_of(task: Task) -> ExerciseResult:
    work = task.work
    if work.outcome != "found":
        return task.run(lambda: pytest.fail("a sandbox was asked for"))
    exercise = find_exercise(work.exercise)
    code = "\n".join(cell.source for cell in work.cells) if work.cells else (work.content or b"").decode()
    found = _MARKER.search(code)
    checks = [info.result("passed") for info in checks_of(exercise)]
    if code == exercise.source:
        found = None
    elif not found:
        assert work.content == exercise.stub.encode(), f"{work.name} is nobody's"
        checks = [info.result(NOT_ATTEMPTED) for info in checks_of(exercise)]
    for failing in MARKS[found[1]] if found else ():
        checks[failing].outcome = "failed"
    return ExerciseResult(exercise.name, exercise.title, work.name, checks, notes=list(work.notes))
