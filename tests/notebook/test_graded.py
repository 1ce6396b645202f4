"""Points of a graded cell: the share that a function's checks earned, and none at all where a person has to decide."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograder.checking.failure import Message
from autograder.checking.marks import Marks
from autograder.course.exercise import find_exercise
from autograder.engine.errors import GraderFault
from autograder.grading.catalogue import CheckInfo
from autograder.grading.part import Part
from autograder.grading.result import CheckResult, ExerciseResult
from autograder.grading.task import Task
from autograder.notebook import graded, magics
from autograder.notebook.graded import UNDECIDED, points_of_cell

EXERCISE = find_exercise("08")


def check(number: int, outcome: str, points: float = 2, function: str = "dropout", **more: object) -> CheckResult:
    name = f"test_{number}"
    return CheckResult(f"08.{number}", name, name, function, "behaviour", points, outcome, **more)


def result(*checks: CheckResult, outcome: str = "passed") -> ExerciseResult:
    return ExerciseResult("08_dropout", "Dropout", "08_dropout.ipynb", list(checks), outcome=outcome)


@pytest.fixture(autouse=True)
def checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three checks of `dropout`, the third of accuracy, and one of `spread`."""
    marks = [Marks(2, "dropout"), Marks(2, "dropout"), Marks(1, "dropout"), Marks(5, "spread")]
    infos = [CheckInfo("08_dropout", f"08.{n}", f"test_{n}", "", each) for n, each in enumerate(marks, start=1)]
    monkeypatch.setattr(graded, "checks_of", lambda exercise: infos)


def points(found: ExerciseResult, worth: float = 5) -> float:
    return points_of_cell(EXERCISE, "dropout", found, worth)


def test_the_share_that_was_earned():
    others = check(4, "failed", 5, "spread")
    assert points(result(check(1, "passed"), check(2, "failed"), check(3, "passed", 1), others)) == 3
    assert points(result(check(1, "passed"), check(2, "failed"), check(3, "passed", 1), others), worth=10) == 6
    assert points(result(check(1, "failed"), check(2, "timeout"), check(3, "skipped", 1))) == 0


@pytest.mark.parametrize("outcome", ["review", "grader fault"])
def test_where_a_person_has_to_decide_there_are_no_points(outcome):
    rest = (check(2, "passed"), check(3, "passed", 1))
    assert points(result(check(1, outcome), *rest)) == UNDECIDED
    assert points(result(check(1, "passed"), *rest, outcome=outcome)) == UNDECIDED
    assert points(result(check(1, "passed"), *rest, check(4, outcome, 5, "spread"))) == 5


def test_accuracy_that_was_not_measured_goes_with_the_other_checks():
    left_out = Message(
        got="accuracy is not measured in nbgrader's kernel: its points go with the function's other checks"
    )
    accuracy = check(3, "skipped", 0, message=left_out)
    assert points(result(check(1, "passed"), check(2, "passed"), accuracy)) == 5
    assert points(result(check(1, "passed"), check(2, "failed"), accuracy)) == 2
    assert points(result(check(1, "passed"), check(2, "passed"), replace(accuracy, message=Message()))) == 4


class Broken:
    """A companion that cannot grade."""

    tier = ""

    def start(self, part: Part) -> None:
        pass

    def grade(self, task: Task) -> ExerciseResult:
        raise GraderFault("no sandbox could be started")


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    monkeypatch.setattr(magics, "_companion", Broken())
    shell = InteractiveShell.instance()
    magics.register(shell)
    yield shell
    InteractiveShell.clear_instance()


def test_a_fault_of_ours_is_nobodys_zero(shell, monkeypatch):
    line = "08:dropout --points 6"
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert shell.run_line_magic("check", line) == UNDECIDED
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(magics.UsageError, match="grader fault: no sandbox could be started"):
        shell.run_line_magic("check", line)


@pytest.mark.parametrize(("mode", "expected"), [("autograde", UNDECIDED), ("validate", 0)])
def test_a_machine_that_was_too_busy_is_nobodys_zero(mode, expected, shell, monkeypatch):
    busy = result(*(check(number, "timeout") for number in (1, 2)), check(3, "timeout", 1))
    busy.runtime["starved"] = 1.0
    monkeypatch.setattr(Broken, "grade", lambda self, task: busy)
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    assert shell.run_line_magic("check", "08:dropout --points 6") == expected
