"""One notebook, one verdict: `%check` in a kernel, `check`, `grade`, nbgrader with stored verdicts and as shipped."""

import json
import sys
from pathlib import Path

import pytest
from nbgrader_here import Course

from autograder.engine.provider import Sandboxes
from autograder.grading.key import RunKey
from autograder.grading.task import Task
from autograder.submissions import read_work

sys.path.append(str(Path(__file__).resolve().parents[1] / "notebook"))
from kernel import checking
from variants import NAME, VARIANTS, notebook

# The first cell that checks waits until Keras is imported; nbgrader's 30 s are too short for that on a busy machine.
STOCK = "\ndel c.Autograde.autograde_preprocessors\nc.Execute.timeout = 600\n"
# nbgrader makes code again of a cell that it handed out as code, and in a kernel such a cell does not run.
RUNS_AS_CODE = [name for name in VARIANTS if not name.startswith("the answer as")]
STUDENTS = {f"student-{number:02}": name for number, name in enumerate(RUNS_AS_CODE)}
WANTED = {student: VARIANTS[name][1] for student, name in STUDENTS.items()}
pytestmark = pytest.mark.slow


def file_of(course: Course, student: str) -> Path:
    return course.folder / "submitted" / student / NAME / f"{NAME}.ipynb"


def scores(course: Course) -> dict[str, float]:
    return {student: own[NAME] for student, own in course.scores(NAME).items()}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course to which every variant was handed in."""
    made = Course.build(tmp_path / "course", "00")
    made.run("generate_assignment", NAME)
    released = (made.folder / "release" / NAME / f"{NAME}.ipynb").read_text()
    for student, name in STUDENTS.items():
        file = file_of(made, student)
        file.parent.mkdir(parents=True)
        file.write_text(notebook(name, released))
    return made


def test_stored_verdicts_are_those_of_grade(course: Course):
    course.run("autograde", NAME, may_warn=True)
    results = [json.loads(path.read_text()) for path in (course.folder / "verdicts").glob("*/staff/results/*.json")]
    assert {result["student"]: result["exercises"][0]["earned"] for result in results} == WANTED
    assert scores(course) == WANTED


def test_nbgrader_as_shipped_gives_the_same(course: Course):
    """A kernel for each student, one after the other: a quarter of an hour."""
    with (course.folder / "nbgrader_config.py").open("a") as config:
        config.write(STOCK)
    course.run("autograde", NAME, may_warn=True)
    assert scores(course) == WANTED


def test_check_and_a_kernel_agree_on_every_outcome(course: Course, tmp_path: Path, sandboxes: Sandboxes):
    with checking(tmp_path) as check_in_a_kernel:
        for student, name in STUDENTS.items():
            file = file_of(course, student)
            checked = Task(read_work(file, NAME), RunKey.from_seed(1)).run(sandboxes.start_child)
            assert checked.earned == WANTED[student], name
            outcomes = {each.id: each.outcome for each in checked.checks}
            assert check_in_a_kernel(file) == (WANTED[student], outcomes), name
