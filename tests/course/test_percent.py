"""Percent format and stubs."""

import ast

import pytest

from autograder.course import percent
from autograder.course.exercise import UnknownExercise, find_exercise, load_course
from autograder.course.stub import BrokenSolution, make_stub

SOLUTION = '''# %% [markdown]
# # 42 Answers
# A lesson.

# %%
import numpy as np


def answer(x: np.ndarray) -> int:
    """The answer."""
    ### BEGIN SOLUTION
    return 42
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# answer
# 1. Look it up.
# 2. It is a number
#    of two digits.
# 3. `return 42`


# %%
class Guide:
    """A guide."""

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.pages = 1
        ### END SOLUTION

    def read(self) -> int:
        ### BEGIN SOLUTION
        return self.pages
        ### END SOLUTION
'''


def test_parse_and_join_give_the_file_back():
    assert percent.join(percent.parse(SOLUTION)) == SOLUTION


def test_stub_keeps_signatures_and_drops_hints_and_solutions():
    stub = make_stub(percent.parse(SOLUTION), "42")
    ast.parse(stub)
    assert '    raise NotImplementedError("42: write answer")\n' in stub
    assert '        raise NotImplementedError("42: write Guide.__init__")\n' in stub
    assert '        raise NotImplementedError("42: write Guide.read")\n' in stub
    assert "super().__init__()" in stub
    assert "return 42" not in stub
    assert "hints" not in stub


@pytest.mark.parametrize(
    "lines",
    [
        ("def f():", "    ### BEGIN SOLUTION"),
        ("def f():", "    ### END SOLUTION"),
        ("### BEGIN SOLUTION", "### END SOLUTION"),
        ("def f():", "    ### BEGIN SOLUTION", "    ### BEGIN SOLUTION", "    ### END SOLUTION"),
    ],
)
def test_unpaired_marks_are_refused(lines: tuple[str, ...]):
    with pytest.raises(BrokenSolution):
        make_stub([percent.Cell(" ", lines)], "42")


def test_functions_and_hints_are_read_from_a_solution(tmp_path):
    from autograder.course.exercise import Exercise

    path = tmp_path / "42_answers.py"
    path.write_text(SOLUTION)
    exercise = Exercise(path)
    assert (exercise.number, exercise.topic, exercise.title) == ("42", "answers", "Answers")
    answer, guide = exercise.functions
    assert answer.parameters == ("x",)
    assert answer.hints == ("Look it up.", "It is a number of two digits.", "`return 42`")
    assert guide.is_class
    assert guide.methods == ("__init__", "read")


@pytest.mark.parametrize("word", ["08", "8", "dropout", "08_dropout", "08-dropout", "Dropout"])
def test_an_exercise_is_found_by_number_and_name(word: str):
    assert find_exercise(word).name == "08_dropout"


def test_an_unknown_exercise_is_named_with_those_there_are():
    with pytest.raises(UnknownExercise, match="08_dropout"):
        find_exercise("99")


@pytest.mark.parametrize("exercise", load_course(), ids=lambda exercise: exercise.name)
def test_the_committed_stub_is_the_one_made_from_the_solution(exercise):
    stub = exercise.stub_file.read_text(encoding="utf-8")
    assert stub == exercise.stub, "run: convlings sync"


def test_words_for_notebooks_take_the_place_of_the_cell_before_them_there_and_are_nowhere_else():
    text = '# %% [markdown]\n# In a file.\n# %% [markdown] tags=["notebook"]\n# In a notebook.\n# %%\nx = 1\n'
    cells = percent.parse(text)
    assert [cell.text for cell in percent.in_script(cells)] == ["In a file.", "x = 1"]
    assert [cell.text for cell in percent.in_notebook(cells)] == ["In a notebook.", "x = 1"]
