"""An exercise about a library that is not installed: every command says so in one sentence, and it costs nobody points.

These tests need no torch: where it is installed, they do as if it was not.
"""

import ast
import csv
import importlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder import topics
from autograder.course import content, exercise, installed
from autograder.course.exercise import find_exercise, load_course, whole_course
from autograder.engine import backends
from autograder.engine.backends import BackendMissing
from autograder.engine.fleet import Fleet
from autograder.engine.provider import Setup

NAME = "22_pytorch"
SENTENCE = "22 (PyTorch, by the way) is left out and costs no points: it needs torch, which is not installed here."
Run = Callable[..., Result]


@pytest.fixture
def without_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    version = installed.version
    for module in (exercise, backends):
        monkeypatch.setattr(module, "version", lambda library: "" if library == "torch" else version(library))


@pytest.fixture
def run(without_torch: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command, in a student's folder that holds 00 and 22."""
    for each in ("00_welcome", NAME):
        (tmp_path / "exercises").mkdir(exist_ok=True)
        shutil.copy(find_exercise(each).solution, tmp_path / "exercises")
    monkeypatch.chdir(tmp_path)

    def invoke(name: str, *arguments: object) -> Result:
        command = importlib.import_module(f"autograder.cli.{name}").command
        return CliRunner().invoke(command, list(map(str, arguments)))

    return invoke


def said(result: Result) -> str:
    return " ".join(result.output.split())


def test_only_22_declares_a_backend_for_itself():
    assert {each.name: each.backend for each in whole_course() if each.backend} == {NAME: "torch"}
    assert topics.backend_of("no such exercise") == ""


def test_the_course_is_without_it_and_it_can_still_be_found(without_torch: None):
    assert NAME not in [each.name for each in load_course()]
    assert NAME in [each.name for each in whole_course()]
    assert find_exercise("22").why_left_out.startswith(SENTENCE)
    assert find_exercise("15").why_left_out == ""


def test_with_it_installed_it_is_one_of_the_course(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(exercise, "version", lambda library: "2.0")
    assert load_course() == whole_course()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check", "22"), 2),
        (("check", "22.3"), 2),
        (("check", f"exercises/{NAME}.py"), 2),
        (("look", "22"), 2),
        (("watch", "22"), 2),
        (("pack", "22"), 2),
        (("verify", "22"), 0),
        (("calibrate", "22"), 2),
        (("sync", "22"), 0),
        (("list",), 0),
        (("init", "."), 0),
        (("nbgrader", "build", "course", "22"), 2),
        (("nbgrader", "build", "course", "00", "22"), 0),
        (("grade", "exercises", "--out", "report", "--exercise", "22"), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_command_that_is_told_to_use_it_says_why_not(run: Run, arguments: tuple[str, ...], code: int):
    result = run(*arguments)
    assert (result.exit_code, said(result).count(SENTENCE)) == (code, 1), result.output


def test_a_file_that_is_not_there_is_not_missed(run: Run, tmp_path: Path):
    (tmp_path / "exercises" / f"{NAME}.py").unlink()
    result = run("check", "22")
    assert SENTENCE in said(result)
    assert "There is no 22_pytorch.py" not in result.output


def test_init_hands_out_the_others(run: Run):
    run("init", "new")
    assert {path.stem for path in Path("new/exercises").glob("*.py")} == {each.name for each in load_course()}


def test_the_rest_is_checked_and_packed(run: Run):
    result = run("check", "--plain")
    assert result.exit_code == 0, result.output
    assert SENTENCE in said(result)
    assert "22.1" not in result.output
    assert "00.1" in result.output
    result = run("pack", "--name", "x")
    assert SENTENCE in said(result)
    assert Path("x.zip").is_file()


@pytest.mark.parametrize("place", ["{}/{}.py", "{}_{}.py"])
def test_a_class_has_no_row_and_no_nought_for_it(run: Run, tmp_path: Path, place: str):
    for student, names in {"ada": ("00_welcome", NAME), "ben": ("00_welcome",)}.items():
        for name in names:
            file = tmp_path / "class" / place.format(student, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(tmp_path / "exercises" / f"{name}.py", file)
    result = run("grade", "class", "--out", "report", "--plain", "--jobs", 1)
    assert result.exit_code == 0, result.output
    assert said(result).count(SENTENCE) == 1
    rows = list(csv.DictReader(Path("report/staff/grades.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["student"], row["points"], row["of"]) for row in rows] == [("ada", "10", "10"), ("ben", "10", "10")]
    assert not [column for column in rows[0] if column.startswith("22")]


def test_a_class_that_handed_in_nothing_else_gets_no_report(run: Run, tmp_path: Path):
    (tmp_path / "class" / "ada").mkdir(parents=True)
    shutil.copy(tmp_path / "exercises" / f"{NAME}.py", tmp_path / "class" / "ada")
    result = run("grade", "class", "--out", "report", "--plain")
    assert (result.exit_code, said(result).count(SENTENCE)) == (2, 1), result.output
    assert not Path("report").exists()


def test_no_warm_parent_is_begun_in_vain(without_torch: None):
    with pytest.raises(BackendMissing, match="PyTorch is not installed here"):
        Fleet(Setup(), find_exercise("22").backend)


def test_only_what_runs_in_a_sandbox_imports_torch():
    """So the grader's process never does, whatever it grades."""
    found = set()
    for path in content.PACKAGE.rglob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
        names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
        if any(name.partition(".")[0] == "torch" for name in names):
            found.add(path.relative_to(content.PACKAGE).as_posix())
    assert found == {"sandbox/backend.py", f"topics/{NAME}/probes.py"}
