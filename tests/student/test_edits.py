"""Which functions an edit concerns."""

import pytest

from autograder.course.exercise import load_course
from autograder.student.edits import changed_functions

BEFORE = '''
import numpy as np
from math import exp as e

RATE = 0.5
TABLE = {}
TABLE["a"] = 1


def helper(x):
    return x * RATE


def first(x):
    """Text."""
    return helper(x)


def second(x):
    return np.sum(x) + TABLE["a"]


class Third:
    def run(self, x):
        return second(x)
'''
WANTED = ("first", "second", "Third")


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("return helper(x)", "return helper(x) + 1", ("first",)),
        ("return x * RATE", "return x / RATE", ("first",)),
        ("RATE = 0.5", "RATE = 0.6", ("first",)),
        ("np.sum(x)", "np.mean(x)", ("second", "Third")),
        ("import numpy as np", "import jax.numpy as np", ("second", "Third")),
        ('TABLE["a"] = 1', 'TABLE["a"] = 2', ("second", "Third")),
        ("import exp as e", "import exp as f", ()),
        ("return second(x)", "return second( x )  # as it was", ()),
        ("def run", "def walk", ("Third",)),
        ("def helper(x):\n    return x * RATE", "", ("first",)),
        ("RATE = 0.5", "RATE = 0.5\nif True:\n    RATE = 1", ("first",)),
        ("np.sum(x)", "np.sum(x", ()),
        ("def second", "def other", ("second", "Third")),
    ],
)
def test_edits_concern_what_was_edited_and_what_uses_it(old: str, new: str, changed: tuple[str, ...]):
    assert BEFORE.count(old) == 1
    assert changed_functions(BEFORE, BEFORE.replace(old, new), WANTED) == changed


def test_what_was_edited_itself_comes_first():
    after = BEFORE.replace("return second(x)", "return 2 * second(x)").replace("return helper(x)", "return helper(2)")
    assert changed_functions(BEFORE, after, WANTED) == ("first", "Third")
    uses_third = BEFORE.replace("return helper(x)", "return Third().run(x)")
    assert changed_functions(uses_third, uses_third.replace("return second(x)", "return 1"), WANTED) == (
        "Third",
        "first",
    )


@pytest.mark.parametrize("exercise", load_course(), ids=lambda exercise: exercise.name)
def test_each_function_of_the_course_is_found_when_it_is_solved(exercise):
    names = [function.name for function in exercise.functions]
    assert changed_functions(exercise.stub, exercise.source, names) == tuple(names)
    for function in names:
        mark = f": write {function}"
        edited = exercise.stub.replace(mark, f": writing {function}")
        assert changed_functions(exercise.stub, edited, names)[0] == function
