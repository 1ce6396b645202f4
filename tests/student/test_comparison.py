"""A student's function beside ours: the functions alone."""

import ast

import pytest

from autograder.course.exercise import load_course
from autograder.student.comparison import own_definition, reference_definition
from autograder.submissions import Cell, Work

SOURCE = '''
import numpy as np


def f(x):
    """Text.

    More.
    """

    y = """kept"""

    return x + y


@decorated
class C(Base):
    """Text."""

    def __init__(self):
        """Text."""
        self.x = 1

    def only(self):
        """All there is."""


def short(x): return x


def f(x):
    # mine
    return x
'''


def work(*cells: str) -> Work:
    if len(cells) == 1:
        return Work("08_dropout", name="08_dropout.py", content=cells[0].encode())
    return Work("08_dropout", name="08.ipynb", cells=tuple(Cell(text, index) for index, text in enumerate(cells)))


def test_the_last_definition_counts_without_docstrings():
    assert own_definition(work(SOURCE), "f") == "def f(x):\n    # mine\n    return x"
    first = SOURCE.rpartition("def f(x)")[0]
    assert own_definition(work(first), "f") == 'def f(x):\n    y = """kept"""\n\n    return x + y'
    assert own_definition(work(SOURCE), "short") == "def short(x): return x"
    shown = own_definition(work(SOURCE), "C")
    assert shown.startswith("@decorated\nclass C(Base):\n    def __init__(self):\n        self.x = 1\n")
    assert '"""All there is."""' in shown
    assert own_definition(work(SOURCE), "g") == ""
    assert own_definition(work("def f(x"), "f") == ""


def test_in_a_notebook_cells_that_do_not_parse_are_passed_over():
    assert own_definition(work("def f(x):\n    return 1", "%magic", "def f(x):\n    return 2"), "f").endswith(
        "return 2"
    )


@pytest.mark.parametrize("exercise", load_course(), ids=lambda exercise: exercise.name)
def test_ours_is_code_without_marks_and_lesson(exercise):
    for function in exercise.functions:
        text = reference_definition(exercise, function.name)
        (node,) = ast.parse(text).body
        assert node.name == function.name
        assert "###" not in text
        assert len(text.splitlines()) < 60
        assert ast.get_docstring(node) is None
