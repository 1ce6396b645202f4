"""What a student reads names the cause: where a function stands that does not count, and what an error means."""

import json
import platform
import re
from pathlib import Path
from typing import Any

import pytest

from autograder.engine.errors import StudentError
from autograder.engine.provider import Sandboxes
from autograder.grading.causes import cause_of
from autograder.grading.key import RunKey
from autograder.grading.result import CheckResult, ExerciseResult
from autograder.grading.task import Task
from autograder.submissions import Cell, read_work, work_of_cells

NAME = "00_welcome"
IMPORT = "import numpy as np"
SIZE = "def image_size(image):\n    return image.shape"
SCALE = "def scale_pixels(image):\n    return image / 255"
STUB_LINE = 'raise NotImplementedError("00: write scale_pixels")'
STUB = f"def scale_pixels(image):\n    {STUB_LINE}"


def notebook(folder: Path, *cells: Any, **metadata: Any) -> Path:
    """A notebook of these cells: a source, or (kind, source)."""
    made = []
    for cell in cells:
        kind, source = cell if isinstance(cell, tuple) else ("code", cell)
        more = {"outputs": [], "execution_count": None} if kind == "code" else {}
        made.append({"cell_type": kind, "metadata": {}, "source": source, **more})
    path = folder / f"{NAME}.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": made}))
    return path


def script(folder: Path, text: str) -> Path:
    path = folder / f"{NAME}.py"
    path.write_text(text)
    return path


def graded(path: Path, sandboxes: Sandboxes, exercise: str = NAME) -> ExerciseResult:
    return Task(read_work(path, exercise), RunKey.from_seed(1)).run(sandboxes.start_child)


def of_scale(result: ExerciseResult) -> CheckResult:
    return next(check for check in result.checks if check.function == "scale_pixels")


WHERE = {
    "a cell that cannot be read": (
        [IMPORT, SIZE, SCALE.replace("255", "(255")],
        "unreadable",
        r"scale_pixels stands in cell 3, which Python cannot read: SyntaxError at line 2",
    ),
    "a Markdown cell": (
        [IMPORT, SIZE, ("markdown", SCALE)],
        "malformed",
        r"stands in cell 3, which is a Markdown cell",
    ),
    "a raw cell": ([IMPORT, ("raw", SCALE), SIZE], "malformed", r"stands in cell 2, which is a raw cell"),
    "a definition that stopped": (
        [IMPORT, SIZE, f"@np.not_there\n{SCALE}"],
        "error",
        r"scale_pixels was not made, because its definition stopped: AttributeError: .*not_there.* cell 3",
    ),
    "inside another function": (
        [IMPORT, SIZE, "def outer():\n    def scale_pixels(image):\n        return image / 255"],
        "malformed",
        r"scale_pixels stands inside the function outer, in line 2 of cell 3",
    ),
    "code below a leftover raise": (
        [IMPORT, SIZE, f"{STUB}\n    return image / 255"],
        "error",
        r"still stands in line 2 of .*cell 3.*Your code follows, in line 3",
    ),
    "code above a leftover raise": (
        [IMPORT, SIZE, f"def scale_pixels(image):\n    image = image / 255\n    {STUB_LINE}"],
        "error",
        r"still stands in line 3 of .*cell 3.*Your code stands above it, in line 2",
    ),
    "a stub as it was given": ([IMPORT, SIZE, STUB], "not attempted", r"scale_pixels is not written yet"),
    "a misspelt name": (
        [IMPORT, SIZE, SCALE.replace("pixels", "pixel")],
        "malformed",
        r"no function or class named scale_pixels; there is one named scale_pixel.*spelled as in the exercise",
    ),
    "nowhere": ([IMPORT, SIZE], "malformed", r"no function or class named scale_pixels"),
}


@pytest.mark.parametrize("name", WHERE)
def test_a_function_that_does_not_count_is_found_where_it_stands(name, tmp_path, sandboxes):
    cells, outcome, words = WHERE[name]
    result = graded(notebook(tmp_path, *cells), sandboxes)
    check = of_scale(result)
    said = " ".join([check.message.got, check.message.expected, check.message.why])
    assert check.outcome == outcome, said
    assert re.search(words, said), said
    assert ("spelled as in the exercise" in said) == (name in ("a misspelt name", "nowhere"))
    assert {each.outcome for each in result.checks if each.function == "scale_pixels"} == {outcome}
    assert result.earned == 5


def test_the_same_is_said_of_a_script(tmp_path, sandboxes):
    result = graded(script(tmp_path, f"{IMPORT}\n{SIZE}\n{STUB}\n    return image / 255\n"), sandboxes)
    check = of_scale(result)
    assert check.outcome == "error"
    assert check.message.got.endswith("still stands in line 5")
    assert "Your code follows, in line 6" in check.message.why
    assert "Take the raise away" in check.message.why


def test_a_leftover_raise_of_ones_own_is_an_error_like_any_other(tmp_path, sandboxes):
    code = "def scale_pixels(image):\n    if image.ndim > 0:\n        raise NotImplementedError('not yet for images')"
    check = of_scale(graded(script(tmp_path, f"{IMPORT}\n{SIZE}\n{code}\n    return image / 255\n"), sandboxes))
    assert (check.outcome, "not yet for images" in check.message.got) == ("error", True)


def test_failures_of_two_cells_stay_apart(tmp_path, sandboxes):
    cells = [IMPORT, f"@np.first_thing\n{SIZE}", SCALE.replace("255", "(255")]
    result = graded(notebook(tmp_path, *cells), sandboxes)
    said = [*result.notes, str(result.problem), *(str(check.message) for check in result.checks)]
    assert any("first_thing" in text for text in said)
    assert any("never closed" in text for text in said)
    assert not any("first_thing" in text and "never closed" in text for text in said)


@pytest.mark.parametrize("broken", ["", "\nundefined_name", "\nimport not_there_at_all"])
def test_work_of_another_exercise_is_told_so_first(broken, tmp_path, sandboxes):
    names = ("dropout", "build_head", "spread")
    other = "\n\n".join(f"def {name}(x):\n    return x" for name in names)
    for path in (notebook(tmp_path, IMPORT, other + broken), script(tmp_path, f"{IMPORT}\n{other}{broken}\n")):
        result = graded(path, sandboxes)
        assert (result.outcome, result.earned) == ("malformed", 0)
        assert result.problem.got == "neither image_size nor scale_pixels is in it"
        assert result.problem.why.startswith("This looks like 08 Dropout.")


def test_work_that_shares_a_name_with_another_exercise_is_told_so_in_a_note(tmp_path, sandboxes):
    code = "import keras\ndef build_head(n, m, **more):\n    return None\ndef to_labels(p, **more):\n    return p\n"
    path = tmp_path / "08_dropout.py"
    path.write_text(code)
    notes = graded(path, sandboxes, "08_dropout").notes
    assert "This looks like 04 Softmax and sigmoid: dropout, spread of 08 are not in it." in notes


def test_a_kernel_speaks_of_cells_that_ran(tmp_path, sandboxes):
    work = work_of_cells(NAME, "notebook", [Cell(IMPORT, 1), Cell(SIZE, 2)], tmp_path)
    check = of_scale(Task(work, RunKey.from_seed(1)).run(sandboxes.start_child))
    assert check.message.got == "no cell that ran defines scale_pixels"


NEWER = {
    "quotes in an f-string": ('print(f"{dict(a=1)["a"]}")', (3, 12)),
    "a backslash in an f-string": ("print(f'{chr(10).join([\"\\n\"])}')".replace("chr(10)", "'\\n'"), (3, 12)),
    "type parameters": ("def first[T](items: list[T]) -> T:\n    return items[0]", (3, 12)),
    "a type statement": ("type Size = tuple[int, int]", (3, 12)),
    "except without brackets": ("try:\n    pass\nexcept ValueError, TypeError:\n    pass", (3, 14)),
    "a template": ('print(t"{SIZE}")', (3, 14)),
}


@pytest.mark.parametrize("name", NEWER)
def test_a_newer_python_is_named(name, tmp_path, sandboxes):
    code, version = NEWER[name]
    if tuple(map(int, platform.python_version_tuple()[:2])) >= version:
        pytest.skip("this Python reads it")
    result = graded(script(tmp_path, f"{IMPORT}\n{SIZE}\n{SCALE}\n{code}\n"), sandboxes)
    assert result.outcome == "unreadable"
    assert f"for Python {version[0]}.{version[1]} or newer" in result.problem.why
    assert platform.python_version() in result.problem.why


@pytest.mark.parametrize("code", ["x = (", 'print "hello"', 'f"{a b}"', 'x = f"{d["k"]"', "def f(:\n    pass"])
def test_what_no_python_reads_is_no_newer_python(code, tmp_path, sandboxes):
    result = graded(script(tmp_path, f"{SIZE}\n{code}\n"), sandboxes)
    assert "newer" not in result.problem.why


def test_folders_of_the_sandbox_are_shown_nowhere(tmp_path, sandboxes):
    code = """
import os, sys, warnings
print(os.getcwd(), __file__)
def image_size(image):
    warnings.warn(os.path.abspath('warned'))
    print(os.path.abspath('printed'), os.environ['HOME'], keras.__file__)
    open(os.path.abspath('not/there.txt'))
def scale_pixels(image):
    from keras.layers import NotThere
import keras
open(os.path.abspath('images.zip'))
"""
    result = graded(script(tmp_path, code), sandboxes)
    text = json.dumps(result.to_json())
    assert "images.zip" in text
    assert "not/there.txt" in text
    assert "NotThere" in text
    assert not re.search(r"convlings-\w+/|site-packages|/submission/|/work/", text), text


RANKS = "Arguments `target` and `output` must have the same rank (ndim)."
ERRORS = [
    (
        "UFuncTypeError",
        "Cannot cast ufunc 'divide' output from dtype('float64') to dtype('uint8') with casting rule",
        "/=",
    ),
    ("TypeError", "Cannot interpret '3' as a data type", "one tuple"),
    ("TypeError", "random() takes at most 3 positional arguments (4 given)", "one tuple"),
    ("ModuleNotFoundError", "No module named 'keras.layers.core'", "keras.layers itself"),
    ("ModuleNotFoundError", "No module named 'keras.optimizers.adam'", "directly in their package"),
    ("ImportError", "cannot import name 'ImageDataGenerator' from 'keras.preprocessing.image' (x)", "tensorflow.keras"),
    ("ImportError", "cannot import name 'np_utils' from 'keras.utils' (x)", "older versions"),
    ("ValueError", "Argument(s) not recognized: {'lr': 0.001}", "learning_rate"),
    ("IndexError", "tuple index out of range", "output of a model or layer that has none"),
    (
        "ValueError",
        "Argument `output` must have rank (ndim) `target.ndim - 1`. Received: target.shape=(4, 3), output.shape=(4,)",
        "labels first",
    ),
    (
        "ValueError",
        f"{RANKS} Received: target.shape=(4, 3), output.shape=(4,)",
        "labels first",
    ),
    (
        "ValueError",
        f"{RANKS} Received: target.shape=(4,), output.shape=(4, 3)",
        "sparse",
    ),
    ("ValueError", "A KerasTensor is symbolic: it's a placeholder", "no numbers yet"),
    ("TypeError", "'NoneType' object is not subscriptable", "None"),
]


@pytest.mark.parametrize(("kind", "message", "words"), ERRORS)
def test_common_errors_have_a_sentence_of_cause(kind, message, words):
    bases = ("ImportError", "Exception") if kind == "ModuleNotFoundError" else ("Exception",)
    assert words in cause_of(StudentError(kind, bases, message))
    assert cause_of(StudentError("ZeroDivisionError", ("Exception",), message)) == ""


def test_the_sentence_stands_with_the_check(tmp_path, sandboxes):
    code = f"{IMPORT}\n{SIZE}\ndef scale_pixels(image):\n    image /= 255\n    return image\n"
    check = of_scale(graded(script(tmp_path, code), sandboxes))
    assert check.outcome == "error"
    assert "whole numbers cannot hold fractions" in check.message.why


def test_two_answers_are_named_and_the_last_counts(tmp_path, sandboxes):
    wrong = SCALE.replace("255", "100")
    result = graded(notebook(tmp_path, IMPORT, SIZE, wrong, SCALE), sandboxes)
    assert result.earned == 10
    [note] = result.notes
    assert note == (
        "There are different answers for scale_pixels in line 1 of cell 3 and line 1 of cell 4; the last one counts."
    )
    assert graded(notebook(tmp_path, IMPORT, SIZE, SCALE, SCALE), sandboxes).notes == []


def test_an_untouched_copy_counts_nowhere(tmp_path, sandboxes):
    below = graded(notebook(tmp_path, IMPORT, SIZE, SCALE, STUB), sandboxes)
    assert below.earned == 10
    assert below.notes == ["scale_pixels stands untouched in line 1 of cell 4; the answer in line 1 of cell 3 counts."]
    assert graded(script(tmp_path, f"{IMPORT}\n{SIZE}\n{SCALE}\n{STUB}\n"), sandboxes).earned == 10
    above = graded(notebook(tmp_path, IMPORT, SIZE, STUB, SCALE), sandboxes)
    assert (above.earned, above.notes) == (10, [])


def test_metadata_of_colab_lets_its_imports_be(tmp_path, sandboxes):
    cells = ["from google.colab import drive\nMOST = 255 if drive.mount('x') is None else 1", SIZE]
    cells.append(SCALE.replace("255", "MOST"))
    assert graded(notebook(tmp_path, *cells, colab={"provenance": []}), sandboxes).earned == 10
    assert graded(notebook(tmp_path, *cells), sandboxes).earned == 5


def test_what_cannot_be_looked_into_takes_nothing_along(tmp_path, sandboxes):
    deep = f"x = {'-' * 3000}1"
    cells = [IMPORT, SIZE, SCALE, "import asyncio\nawait asyncio.sleep(0)", deep, "return 1", "yield 2"]
    assert graded(notebook(tmp_path, *cells), sandboxes).earned == 10
    assert (
        graded(
            notebook(tmp_path, *cells, "exec('')\n_ = not_there", "def image_size(i):\n    return not_there, i"),
            sandboxes,
        ).earned
        == 5
    )


def test_an_answer_that_is_not_a_def_is_an_answer(tmp_path, sandboxes):
    answer = "scale_pixels = lambda image: image / 255"
    assert graded(notebook(tmp_path, IMPORT, SIZE, answer, STUB), sandboxes).earned == 10
    wrapped = graded(notebook(tmp_path, IMPORT, SIZE, SCALE, "scale_pixels = (lambda f: f)(scale_pixels)"), sandboxes)
    assert (wrapped.earned, wrapped.notes) == (10, [])
