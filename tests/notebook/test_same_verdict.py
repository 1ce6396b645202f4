"""One notebook, one verdict: from `%check`, `convlings check`, `convlings grade`, and both ways of nbgrader."""

import json
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
from variants import NAME, VARIANTS, notebook

from autograder.course.exercise import find_exercise
from autograder.engine.provider import Sandboxes
from autograder.grading.key import RunKey
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task
from autograder.notebook.checking import work_of
from autograder.submissions import Cell, Work, read_submissions, read_work

EXERCISE = find_exercise(NAME)
KEY = RunKey.from_seed(3)


def graded(work: Work, sandboxes: Sandboxes) -> ExerciseResult:
    # As it travels to the process that grades.
    return Task.from_json(Task(work, KEY).to_json()).run(sandboxes.start_child)


def ways(folder: Path, inside: str = "anna") -> Iterator[Work]:
    """The notebook in this folder as each command reads it."""
    file = folder / inside / f"{NAME}.ipynb"
    yield read_work(file, NAME)
    [submission] = read_submissions(folder, [NAME], folder / "unpacked", stubs={NAME: EXERCISE.stub.encode()})
    yield submission.works[0]
    cells = [cell for cell in json.loads(file.read_text())["cells"] if cell["cell_type"] == "code"]
    history = [Cell(cell["source"], number) for number, cell in enumerate(cells, start=1)]
    yield work_of(EXERCISE, history, file.parent)[0]


def test_files_beside_it_come_along_everywhere(tmp_path, sandboxes):
    files = {"data/top.txt": "255", "../tools.py": "LOW = 0", "consts.csv": "1"}
    cells = [
        "import sys\nsys.path.append('..')\nimport numpy as np\nfrom tools import LOW",
        "TOP = float(open('data/top.txt').read()) * np.loadtxt('consts.csv')",
        "def image_size(image):\n    return image.shape",
        "def scale_pixels(image):\n    return (image - LOW) / TOP",
    ]
    for name, content in files.items():
        path = tmp_path / "anna" / "week 1" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    made = [{"cell_type": "code", "metadata": {}, "source": cell, "outputs": []} for cell in cells]
    file = tmp_path / "anna" / "week 1" / f"{NAME}.ipynb"
    file.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": made}))
    results = [graded(work, sandboxes) for work in ways(tmp_path, "anna/week 1")]
    assert [result.earned for result in results] == [10] * 3, [result.notes for result in results]


def test_an_open_notebook_knows_that_it_is_on_colab(tmp_path, monkeypatch):
    assert not work_of(EXERCISE, [], tmp_path)[0].is_colab
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    assert work_of(EXERCISE, [], tmp_path)[0].is_colab


@pytest.mark.parametrize("name", VARIANTS)
def test_check_grade_and_the_kernel_agree(name, tmp_path, sandboxes):
    (tmp_path / "anna").mkdir()
    (tmp_path / "anna" / f"{NAME}.ipynb").write_text(notebook(name))
    results = [graded(work, sandboxes) for work in ways(tmp_path)]
    assert [result.earned for result in results] == [VARIANTS[name][1]] * 3, [result.notes for result in results]
    [first, *others] = [[check.outcome for check in result.checks] for result in results]
    assert others == [first] * 2
