"""A small exercise of three functions, and ways to grade a submission of it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.engine.provider import Sandboxes
from autograder.engine.sandbox import Limits
from autograder.grading.key import RunKey
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task
from autograder.submissions import Work

NAME = "90_toy"
SOLUTION = """
# %% [markdown]
# # 90 Toy

# %%
import numpy as np


# %%
def first(x):
    ### BEGIN SOLUTION
    return x + 1
    ### END SOLUTION


# %%
def second(x):
    ### BEGIN SOLUTION
    return x * 2
    ### END SOLUTION


# %%
def third(x):
    ### BEGIN SOLUTION
    return float(x.sum())
    ### END SOLUTION
"""
CHECKS = '''
"""Checks of 90 Toy."""

from autograder.checking import expect, points, same


@points(4, function="first")
def test_first(student, rng):
    """One more"""
    x = rng.normal(size=(2, 3))
    same(student.first(x), x + 1, why="Because.")


@points(3, function="second")
def test_second(student, rng):
    """Twice"""
    x = rng.normal(size=(2, 3))
    same(expect(student.second(x), shape=(2, 3), dtype=float), x * 2)


@points(3, function="third")
def test_third(student, rng):
    """Sum"""
    x = rng.normal(size=(2, 3))
    same(student.third(x), x.sum())
'''
RIGHT = """
import numpy as np


def first(x):
    return x + 1


def second(x):
    return x * 2


def third(x):
    return float(x.sum())
"""

Grade = Callable[..., ExerciseResult]


@pytest.fixture(scope="session")
def toy_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("toy")
    for name, text in ((f"solutions/{NAME}.py", SOLUTION), (f"topics/{NAME}/checks.py", CHECKS)):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text.lstrip())
    return folder


@pytest.fixture
def toy(toy_folder: Path, own_exercises: Callable[[Path], None]) -> str:
    """The course has the toy exercise as well; its name."""
    own_exercises(toy_folder)
    return NAME


@pytest.fixture
def grade(toy: str, sandboxes: Sandboxes) -> Grade:
    """Grade a submission of the toy exercise."""

    def graded(source: str | bytes, where: Sandboxes = sandboxes, **limits: float) -> ExerciseResult:
        code = source if isinstance(source, bytes) else source.encode()
        work = Work(exercise=toy, name=f"{toy}.py", content=code)
        # The checks run in a pytest of their own, which takes this variable of the outer one away.
        test = os.environ["PYTEST_CURRENT_TEST"]
        try:
            return Task(work, RunKey.from_seed(7), Limits(**limits)).run(where.start_child)
        finally:
            os.environ["PYTEST_CURRENT_TEST"] = test

    return graded


@pytest.fixture
def right() -> str:
    """A right submission, to be changed."""
    return RIGHT


@pytest.fixture(scope="session")
def first_report() -> dict[str, Any]:
    """Where the first report of the right submission is kept."""
    return {}


@pytest.fixture
def unchanged(grade: Grade, right: str, first_report: dict[str, Any]) -> Iterator[None]:
    """After the test a right submission gets the report that it got before all tests, to the last word."""
    if not first_report:
        first_report.update(_comparable(grade(right)))
        assert [check["outcome"] for check in first_report["checks"]] == ["passed"] * 3
    yield
    assert _comparable(grade(right)) == first_report


def _comparable(result: ExerciseResult) -> dict[str, Any]:
    return {name: value for name, value in result.to_json().items() if name != "runtime"}
