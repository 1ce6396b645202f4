"""The instructor's notebooks and settings, before nbgrader sees them."""

import nbformat
import pytest
from click.testing import CliRunner, Result
from nbgrader.nbgraderformat import MetadataValidator

from autograder.cli import cli
from autograder.course.exercise import load_course
from autograder.grading.catalogue import checks_of
from autograder.grading.part import EVERYTHING
from autograder.nbgrader_course.cells import graded_function
from autograder.nbgrader_course.source import render_source
from autograder.submissions import same_code

COURSE = load_course()
each_exercise = pytest.mark.parametrize("exercise", COURSE, ids=lambda exercise: exercise.name)


def build(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["nbgrader", "build", *map(str, arguments)])


@each_exercise
def test_a_source_notebook_is_valid_and_worth_what_its_checks_are_worth(exercise):
    text = render_source(exercise, question=2)
    assert text == render_source(exercise, question=2)
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    points = {name: cell.metadata.nbgrader.points for cell in notebook.cells if (name := graded_function(cell))}
    worth = sum(EVERYTHING.result(info, "").points for info in checks_of(exercise))
    assert sum(points.values()) == worth
    assert set(points) <= {function.name for function in exercise.functions}
    [question] = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("task")]
    assert question.metadata.nbgrader.points == 2
    assert f"{worth + 2:g} points" in notebook.cells[0].source


@each_exercise
def test_solutions_stand_in_solution_cells_and_everything_that_checks_is_locked(exercise):
    notebook = nbformat.reads(render_source(exercise), as_version=4)
    for cell in notebook.cells:
        own = cell.metadata.get("nbgrader", {})
        assert ("BEGIN SOLUTION" in cell.source) == bool(own.get("solution"))
        checks = any(line.startswith("%check") for line in cell.source.splitlines())
        assert (checks and cell.cell_type == "code") == bool(own.get("grade"))
        assert bool(own.get("locked")) == (own.get("grade_id", "answer").partition("-")[0] != "answer")
    assert not any(hint in str(notebook) for function in exercise.functions for hint in function.hints)
    assert same_code(render_source(exercise).encode(), "ipynb", exercise.source_without_hints.encode())


def test_a_course_has_settings_and_a_notebook_for_each_exercise(tmp_path):
    done = build(tmp_path / "My course", "08", "welcome")
    assert done.exit_code == 0, done.output
    files = {path.relative_to(tmp_path / "My course").as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    source = {"source/08_dropout/08_dropout.ipynb", "source/00_welcome/00_welcome.ipynb"}
    assert files == {"nbgrader_config.py", *source}
    assert 'course_id = "My-course"' in (tmp_path / "My course" / "nbgrader_config.py").read_text()


def test_one_assignment_may_hold_several_exercises(tmp_path):
    assert build(tmp_path, "08", "00", "--assignment", "week-1").exit_code == 0
    assert {path.name for path in (tmp_path / "source" / "week-1").iterdir()} == {
        "08_dropout.ipynb",
        "00_welcome.ipynb",
    }


def test_what_the_instructor_changed_is_kept_until_asked_otherwise(tmp_path):
    build(tmp_path, "08")
    path = tmp_path / "source" / "08_dropout" / "08_dropout.ipynb"
    text = path.read_text()
    assert "unchanged" in build(tmp_path, "08").output
    path.write_text(text.replace("Dropout", "Ausfall"))
    kept = build(tmp_path, "08").output
    assert f"kept       {path}: it differs" in kept
    assert path.read_text() != text
    assert f"replaced   {path}" in build(tmp_path, "08", "--again").output
    assert path.read_text() == text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("98",), "There is no exercise '98'"),
        (("08", "--assignment", "week 1"), "letters, digits, - and _ only"),
    ],
)
def test_wrong_use_is_a_sentence_and_writes_nothing(tmp_path, arguments, said):
    done = build(tmp_path / "course", *arguments)
    assert done.exit_code == 2
    assert said in done.output
    assert not (tmp_path / "course").exists()


def test_an_install_address_that_is_not_set_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.cli.nbgrader.address", lambda: "")
    said = " ".join(build(tmp_path, "08").stderr.split())
    assert "WARNING: the install address is not set" in said
    assert "CONVLINGS_ADDRESS" in said
    monkeypatch.setattr("autograder.cli.nbgrader.address", lambda: "https://github.com/NAME/convlings")
    assert build(tmp_path, "08").stderr == ""
