"""One notebook, one verdict: `%check` in a kernel, `check`, `grade`, nbgrader with stored verdicts and as shipped."""

import json
import re
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader_here import Course

from autograder.engine.provider import Sandboxes
from autograder.grading.key import RunKey
from autograder.grading.task import Task
from autograder.submissions import read_work

sys.path.append(str(Path(__file__).resolve().parents[1] / "notebook"))
from variants import NAME, VARIANTS, notebook

STOCK = "\ndel c.Autograde.autograde_preprocessors\n"
# nbgrader makes code again of a cell that it handed out as code, and in a kernel such a cell does not run.
RUNS_AS_CODE = [name for name in VARIANTS if not name.startswith("the answer as")]


def in_a_kernel(file: Path, folder: Path) -> float:
    """Points that `%check` shows at the end, when all cells were run from top to bottom."""
    folder.mkdir()
    found = nbformat.read(file, as_version=4)
    found.cells.append(nbformat.v4.new_code_cell("%check 00"))
    place = {"metadata": {"path": str(folder)}}
    options = {"timeout": 600, "startup_timeout": 300, "allow_errors": True, "kernel_name": "python3"}
    NotebookClient(found, resources=place, **options).execute()
    text = found.cells[-1].outputs[0].data["text/plain"]
    return float(re.search(r"([\d.]+) of 10 points", text)[1])


@pytest.mark.slow
def test_five_ways_agree(tmp_path: Path, sandboxes: Sandboxes):
    course = Course.build(tmp_path / "course", "00")
    course.run("generate_assignment", NAME)
    released = (course.folder / "release" / NAME / f"{NAME}.ipynb").read_text()
    students = {f"student-{number:02}": name for number, name in enumerate(RUNS_AS_CODE)}
    files = {student: course.folder / "submitted" / student / NAME / f"{NAME}.ipynb" for student in students}
    for student, name in students.items():
        files[student].parent.mkdir(parents=True)
        files[student].write_text(notebook(name, released))
    shutil.copytree(course.folder, tmp_path / "stock")
    stock = Course(tmp_path / "stock")
    with (stock.folder / "nbgrader_config.py").open("a") as config:
        config.write(STOCK)
    course.run("autograde", NAME, may_warn=True)
    stock.run("autograde", NAME, may_warn=True)
    results = [json.loads(path.read_text()) for path in (course.folder / "verdicts").glob("*/results/*.json")]
    graded = {result["student"]: result["exercises"][0]["earned"] for result in results}
    wanted = {student: VARIANTS[name][1] for student, name in students.items()}
    assert graded == wanted, "grade"
    assert {student: own[NAME] for student, own in course.scores(NAME).items()} == wanted, "stored verdicts"
    assert {student: own[NAME] for student, own in stock.scores(NAME).items()} == wanted, "as shipped"
    key = RunKey.from_seed(1)
    for student, file in files.items():
        assert Task(read_work(file, NAME), key).run(sandboxes.start_child).earned == wanted[student], students[student]
        assert in_a_kernel(file, tmp_path / student) == wanted[student], students[student]
