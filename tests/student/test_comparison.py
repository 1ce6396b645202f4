"""A student's function beside ours: the functions alone."""

import ast

import pytest
from click.testing import CliRunner

from autograder.cli import cli
from autograder.course.exercise import find_exercise, load_course
from autograder.student.comparison import own_definition, reference_definition, standing_raises
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


def test_code_around_the_line_that_was_handed_out_is_noticed():
    exercise = find_exercise("17")
    assert standing_raises(work(exercise.stub), exercise) == []
    assert standing_raises(work(exercise.source), exercise) == []
    mark = next(line for line in exercise.stub.splitlines() if "write train_until" in line)
    for edited in (f"{mark}\n    return 1, {{}}", f"    model.summary()\n{mark}"):
        (sentence,) = standing_raises(work(exercise.stub.replace(mark, edited)), exercise)
        assert sentence.startswith("train_until has code of yours")
        (same,) = standing_raises(work("import keras", f"def train_until():\n{edited}"), exercise)
        assert same.startswith("train_until has code of yours")
    written = exercise.stub.replace(mark, f"    if max_epochs < 1:\n    {mark}\n    return 1, {{}}")
    assert standing_raises(work(written), exercise) == [], "it is not always reached"
    init = next(line for line in exercise.stub.splitlines() if "write StopAtTarget.__init__" in line)
    (sentence,) = standing_raises(work(exercise.stub.replace(init, f"        self.target = target\n{init}")), exercise)
    assert sentence.startswith("StopAtTarget.__init__ has code")


def test_check_says_so(tmp_path):
    exercise = find_exercise("00")
    mark = next(line for line in exercise.stub.splitlines() if "write image_size" in line)
    path = tmp_path / "00_welcome.py"
    path.write_text(exercise.stub.replace(mark, f"{mark}\n    return image.shape"), encoding="utf-8")
    finished = CliRunner().invoke(cli, ["check", str(path), "--plain"])
    assert "image_size has code of yours" in finished.output
    assert finished.output.index("image_size has code") < finished.output.index("not attempted")
