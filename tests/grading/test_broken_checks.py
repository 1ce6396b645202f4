"""A check that breaks off: over an answer, or over a mistake of its author's. The reference tells which."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from autograder.engine.provider import Sandboxes
from autograder.grading import plugin
from autograder.grading.key import RunKey
from autograder.grading.own_limits import TooSlow, own_limits
from autograder.grading.result import CheckResult, ExerciseResult
from autograder.grading.task import Task
from autograder.submissions import Work

NAME = "91_broken"
SOLUTION = """
# %% [markdown]
# # 91 Broken

# %%
import keras


# %%
def answer(n):
    ### BEGIN SOLUTION
    return [n, n]
    ### END SOLUTION


# %%
def build():
    ### BEGIN SOLUTION
    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    ### END SOLUTION
"""
CHECKS = '''
"""Checks of 91 Broken."""

import numpy as np

from autograder.checking import points


@points(1, function="answer")
def test_stacks(student):
    """Stacks"""
    np.stack([student.answer(n) for n in range(3)])


@points(1, function="answer")
def test_reckons(student):
    """Reckons"""
    first = student.answer(1)[0]
    np.zeros(3)[first], {1: 2}[first], 1 / first


@points(1, function="answer")
def test_goes_on(student):
    """Goes on"""
    while student.answer(1)[0] < 0:
        while True:
            pass


@points(1, function="answer")
def test_hoards(student):
    """Hoards"""
    np.ones(student.answer(1)[0] * 10**3, np.int8)


@points(1, function="answer")
def test_sends_back(student):
    """Sends back"""
    student.answer([student.answer(1)] * 20)


@points(3, function="build")
def test_predicts(student):
    """Predicts"""
    student.build().predict_on_batch(np.zeros((1, 2)))


@points(2, function="build")
def test_is_wrong_itself(student):
    """Is wrong itself"""
    student.build()
    {}["x"]
'''
RIGHT = "import keras\ndef answer(n): return [n, n]\ndef build(): return keras.Sequential([keras.layers.Dense(1)])\n"

Grade = Callable[[str], dict[str, CheckResult]]


@pytest.fixture
def grade(
    tmp_path: Path,
    sandboxes: Sandboxes,
    monkeypatch: pytest.MonkeyPatch,
    own_exercises: Callable[[Path], None],
) -> Iterator[Grade]:
    for name, text in ((f"solutions/{NAME}.py", SOLUTION), (f"topics/{NAME}/checks.py", CHECKS)):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text.lstrip())
    own_exercises(tmp_path)
    monkeypatch.setattr(plugin, "_CPU_SECONDS", 1.0)
    monkeypatch.setattr(plugin, "_MEMORY_MB", 512)
    # The checks run in a pytest of their own, which takes this variable of the outer one away.
    test = os.environ["PYTEST_CURRENT_TEST"]

    def graded(source: str) -> dict[str, CheckResult]:
        work = Work(exercise=NAME, name=f"{NAME}.py", content=source.encode())
        result: ExerciseResult = Task(work, RunKey.from_seed(7)).run(sandboxes.start_child)
        return {check.name.removeprefix("test_"): check for check in result.checks}

    yield graded
    os.environ["PYTEST_CURRENT_TEST"] = test


def test_the_authors_own_mistake_is_a_fault_for_everyone_and_says_where(grade):
    found = grade(RIGHT)
    assert [check.outcome for check in found.values()] == ["passed"] * 6 + ["grader fault"]
    assert "91_broken/checks.py, line " in found["is_wrong_itself"].message.got


@pytest.mark.parametrize(
    ("answer", "check", "outcome", "words"),
    [
        ("[0] * n", "stacks", "malformed", "do not fit each other"),
        ("[5, 5]", "reckons", "review", "IndexError"),
        ("['a']", "reckons", "review", "IndexError"),
        ("{}", "reckons", "review", "KeyError"),
        ("len", "reckons", "review", "TypeError"),
        ("[-1]", "goes_on", "review", "TooSlow"),
        ("[10**9]", "hoards", "review", "MemoryError"),
        ("'x' * 6_000_000", "sends_back", "review", "cannot cross"),
        ("['a' * 30_000_000] + [''] * 100_000", "stacks", "review", "MemoryError"),
    ],
)
def test_an_answer_that_a_check_cannot_judge_is_not_our_fault(grade, answer, check, outcome, words):
    found = grade(f"{RIGHT}def answer(n): return {answer}\n")
    assert found[check].outcome == outcome, found[check].message
    assert words in found[check].message.got
    assert found["predicts"].outcome == "passed"
    assert "grader fault" not in {found[name].outcome for name in found if name != "is_wrong_itself"}


@pytest.mark.parametrize(
    "value", ["1.5", "None", "True", "'text'", "[1]", "{}", "__import__('numpy').zeros(3)", "b''", "(1, 2)", "10**30"]
)
def test_data_where_a_method_was_is_the_students(grade, value):
    found = grade(f"{RIGHT}keras.Model.predict_on_batch = {value}\n")["predicts"]
    assert found.outcome == "malformed", found.message
    assert found.message.got.startswith("predict_on_batch is ")


class TestOwnLimits:
    """Time and memory of a check's own Python."""

    def test_time(self):
        def spin() -> None:
            while True:
                pass

        with pytest.raises(TooSlow), own_limits(0.2, 1_000):
            spin()

    def test_memory(self):
        with pytest.raises(MemoryError), own_limits(10, 100):
            np.ones(2**28, np.int8)
        assert np.ones(2**28, np.int8).all()

    def test_waiting_costs_nothing(self):
        with own_limits(0.2, 100):
            time.sleep(0.5)
