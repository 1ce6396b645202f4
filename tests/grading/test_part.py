"""Which checks run when only some functions are asked about."""

import pytest

from autograder.checking.marks import Marks
from autograder.course.exercise import find_exercise
from autograder.grading.catalogue import CheckInfo
from autograder.grading.key import RunKey
from autograder.grading.part import Part
from autograder.grading.task import Task
from autograder.submissions import Work


def info(name: str, function: str, *needs: str, tier: str = "behaviour") -> CheckInfo:
    return CheckInfo("08_dropout", f"08.{name}", name, name, Marks(1, function, tier, needs))


CHECKS = [info("a", "f"), info("b", "g", "a"), info("c", "h", "b"), info("d", "f", tier="accuracy")]


@pytest.mark.parametrize(
    ("part", "names"),
    [
        (Part(), "abcd"),
        (Part(functions=("f",)), "ad"),
        (Part(functions=("h",)), "abc"),
        (Part(functions=("g", "h")), "abc"),
        (Part(only_accuracy=True), "d"),
        (Part(functions=("g",), only_accuracy=True), ""),
    ],
)
def test_the_functions_and_what_their_checks_need(part, names):
    assert "".join(check.name for check in part.chosen(CHECKS)) == names


def test_a_task_for_one_function_runs_its_checks_alone(sandboxes):
    exercise = find_exercise("08")
    work = Work(exercise.name, name="08_dropout.py", content=exercise.source.encode())
    task = Task.from_json(Task(work, RunKey.from_seed(1), part=Part(functions=("spread",))).to_json())
    result = task.run(sandboxes.start_child)
    assert {check.function for check in result.checks} == {"spread"}
    assert result.passed


@pytest.mark.parametrize(
    ("first", "order"),
    [((), "abcd"), (("h",), "abcd"), (("g", "f"), "abdc"), (("f", "h"), "adbc"), (("no such",), "abcd")],
)
def test_functions_that_go_first_bring_what_they_need(first, order):
    turns = Part(first=first).turns(CHECKS)
    assert "".join(sorted(turns, key=turns.__getitem__)) == order


def test_results_are_told_one_by_one_those_of_the_first_function_first(sandboxes):
    exercise = find_exercise("08")
    work = Work(exercise.name, name="08_dropout.py", content=exercise.source.encode())
    told = []
    part = Part(first=("spread", "build_head"))
    task = Task.from_json(Task(work, RunKey.from_seed(1), part=part).to_json())
    result = task.run(sandboxes.start_child, told.append)
    assert sorted(told, key=lambda check: check.id) == result.checks
    order = list(dict.fromkeys(check.function for check in told))
    assert order == ["spread", "build_head", "dropout"]
