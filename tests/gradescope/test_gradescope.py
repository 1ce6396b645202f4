"""The zip for Gradescope, unpacked and run as a container does, and results.json by Gradescope's rules."""

import contextlib
import json
import os
import shlex
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from autograder.checking.failure import Message
from autograder.cli import cli
from autograder.course.exercise import find_exercise, load_course
from autograder.engine.canary import Confirmation
from autograder.engine.errors import GraderFault
from autograder.gradebook.course_file import read_course
from autograder.gradescope import run as running
from autograder.gradescope.run import Job, run
from autograder.grading.catalogue import checks_of
from autograder.grading.part import Part
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task
from autograder.submissions import read_one_submission

ROOT = Path(__file__).parents[2]
SOLUTION = (ROOT / "solutions" / "00_welcome.py").read_text(encoding="utf-8")
WRONG = (ROOT / "tests" / "bank" / "00_welcome" / "wrong" / "percent.py").read_text(encoding="utf-8")

VISIBILITY = ("hidden", "after_due_date", "after_published", "visible")
FORMATS = ("text", "html", "simple_format", "md", "ansi")
NUMBER = (int, float)
TOP = {
    "score": NUMBER,
    "execution_time": NUMBER,
    "output": str,
    "output_format": FORMATS,
    "test_output_format": FORMATS,
    "test_name_format": FORMATS,
    "visibility": VISIBILITY,
    "stdout_visibility": VISIBILITY,
    "extra_data": dict,
    "tests": list,
    "leaderboard": list,
}
TEST = {
    "score": NUMBER,
    "max_score": NUMBER,
    "status": ("passed", "failed"),
    "name": str,
    "name_format": FORMATS,
    "number": str,
    "output": str,
    "output_format": FORMATS,
    "tags": list,
    "visibility": VISIBILITY,
    "extra_data": dict,
}


def assert_fields(data: dict[str, Any], rules: dict[str, Any]) -> None:
    for name, value in data.items():
        assert name in rules, name
        rule = rules[name]
        if isinstance(rule, tuple) and isinstance(rule[0], str):
            assert value in rule, name
        else:
            assert isinstance(value, rule), name
            assert not isinstance(value, bool), name


def taken(root: Path) -> dict[str, Any]:
    """What Gradescope takes from the results of a container; an assertion where it would refuse them."""
    text = (root / "results" / "results.json").read_bytes()
    data: dict[str, Any] = json.loads(text, parse_constant=lambda name: pytest.fail(name))
    assert_fields(data, TOP)
    assert "score" in data
    assert data["stdout_visibility"] == "hidden"
    for test in data["tests"]:
        assert_fields(test, TEST)
        assert 0 <= test.get("score", 0) <= test.get("max_score", 0)
        assert test["name"]
    assert b"\r" not in text
    return data


@pytest.fixture(scope="module")
def upload(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("upload") / "autograder.zip"
    done = CliRunner().invoke(cli, ["gradescope", "build", "00", "--out", str(path), "--memory", "1500"])
    assert done.exit_code == 0, done.output
    points = sum(info.marks.points for info in checks_of(find_exercise("00")))
    assert f"autograder points: {points:g}" in done.output
    return path


@pytest.fixture
def container(upload: Path, tmp_path: Path) -> Path:
    """The folder /autograder of a container, with this Python in the place of the one that setup.sh installs."""
    root = tmp_path / "auto grader"
    with zipfile.ZipFile(upload) as archive:
        assert {"setup.sh", "run_autograder"} <= set(archive.namelist())
        assert all(archive.getinfo(name).external_attr >> 16 & 0o111 for name in ("setup.sh", "run_autograder"))
        archive.extractall(root / "source")
    for name in ("submission", "results", "convlings/bin"):
        (root / name).mkdir(parents=True)
    (root / "run_autograder").write_bytes((root / "source" / "run_autograder").read_bytes())
    program(root / "convlings" / "bin" / "convlings", f'exec "{sys.executable}" -m autograder "$@"')
    return root


def program(path: Path, line: str) -> None:
    path.write_text(f"#!/usr/bin/env bash\n{line}\n")
    path.chmod(0o755)


def bash(script: Path, root: Path, **env: str) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "CONVLINGS_GRADESCOPE": str(root), **env}
    return subprocess.run(["bash", str(script)], capture_output=True, text=True, timeout=300, env=settings)


def test_a_right_file_gets_all_points(container: Path):
    (container / "submission" / "00_welcome.py").write_text(SOLUTION, encoding="utf-8")
    done = bash(container / "run_autograder", container)
    assert done.returncode == 0, done.stderr
    found = taken(container)
    assert found["score"] == sum(test["max_score"] for test in found["tests"]) > 0
    assert {test["status"] for test in found["tests"]} == {"passed"}
    assert "Sandbox: tier " in found["output"]


def notebook(source: str) -> str:
    cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_a_wrong_notebook_in_a_zip_is_told_why(container: Path):
    with zipfile.ZipFile(container / "submission" / "mine.zip", "w") as archive:
        archive.writestr("week 1/00_welcome.ipynb", notebook(WRONG))
    done = bash(container / "run_autograder", container)
    assert done.returncode == 0, done.stderr
    found = taken(container)
    assert 0 < found["score"] < sum(test["max_score"] for test in found["tests"])
    failed = [test for test in found["tests"] if test["status"] == "failed"]
    assert failed
    assert all(test["score"] == 0 for test in failed)
    assert any("got: " in test["output"] and "expected: " in test["output"] for test in failed)


def job(root: Path, *numbers: str, seconds: float = 600, **more: Any) -> Job:
    return Job(root, [find_exercise(number) for number in numbers or ("00",)], seconds, 20.0, 1500, Part(), **more)


def test_nothing_handed_in_is_said(container: Path):
    (container / "submission" / "answer.pdf").write_bytes(b"%PDF")
    run(job(container))
    found = taken(container)
    assert found["score"] == 0
    assert "A person has to look at this" in found["output"]
    assert all("found answer.pdf" in test["output"] for test in found["tests"])


def test_the_time_limit_leaves_results(container: Path):
    (container / "submission" / "00_welcome.py").write_text(SOLUTION, encoding="utf-8")
    run(job(container, "00", "08", seconds=21))
    found = taken(container)
    assert found["score"] == 0
    assert {test["number"][:2] for test in found["tests"]} == {"00", "08"}
    assert all("minutes for all exercises together were used up" in test["output"] for test in found["tests"])


class Sandboxes:
    """What stands for sandboxes where nothing runs."""

    remark = ""

    def of(self, _: str) -> "Sandboxes":
        return self

    def confirm(self, own: Iterable[str]) -> dict[str, Confirmation]:
        return {backend: Confirmation("A", "A", (), 0.0) for backend in ("tensorflow", *filter(None, own))}


class Passing:
    """Everything passes in it, until a task of this exercise and kind comes, which never ends."""

    def __init__(self, stuck: tuple[str, bool] | None):
        self.stuck = stuck

    def run(self, tasks: list[tuple[str, Task]]) -> Iterator[tuple[str, ExerciseResult]]:
        for name, task in tasks:
            if (name[:2], task.part.only_accuracy) == self.stuck:
                time.sleep(100)
            exercise = find_exercise(name)
            checks = [info.result("passed") for info in task.part.chosen(checks_of(exercise))]
            for check in checks:
                if check.tier == "accuracy" and task.part.postponed:
                    check.outcome, check.message = "skipped", Message(got=task.part.postponed)
            yield name, ExerciseResult(name, exercise.title, "a.py", checks)


@pytest.mark.parametrize("stuck", [None, ("08", False), ("06", True)])
def test_what_was_finished_in_time_counts(container: Path, monkeypatch, stuck):
    monkeypatch.setattr(running, "Fleet", lambda _: contextlib.nullcontext(Sandboxes()))
    monkeypatch.setattr(running, "Guards", lambda *_: None)
    monkeypatch.setattr(running, "Pool", lambda *_: Passing(stuck))
    begun = time.monotonic()
    run(job(container, "06", "08", seconds=22))
    assert time.monotonic() - begun < 20
    found = taken(container)
    trained = {info.id for info in checks_of(find_exercise("06")) if info.is_accuracy}
    late = {test["number"] for test in found["tests"] if test["status"] == "failed"}
    expected = {info.id for info in checks_of(find_exercise("08"))} if stuck == ("08", False) else set()
    assert trained
    assert late == (trained | expected if stuck else set())
    assert all("used up" in test["output"] for test in found["tests"] if test["number"] in late)
    assert found["score"] == sum(test["max_score"] for test in found["tests"] if test["number"] not in late)


def test_results_are_there_before_anything_runs_and_a_fault_of_ours_is_called_one(container: Path, monkeypatch):
    seen = []

    def broken(*_: object, **__: object) -> None:
        seen.append(taken(container))
        raise GraderFault("no sandbox starts here")

    monkeypatch.setattr(running, "Fleet", broken)
    with pytest.raises(GraderFault):
        run(job(container))
    assert "the container stopped before this was graded" in seen[0]["tests"][0]["output"]
    assert "not your mistake" in taken(container)["output"]
    assert "no sandbox starts here" in taken(container)["tests"][0]["output"]


def test_accuracy_checks_can_wait_for_the_due_date(container: Path, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise GraderFault("x")

    monkeypatch.setattr(running, "Fleet", broken)
    with pytest.raises(GraderFault):
        run(job(container, "06", accuracy_after_due=True))
    tiers = {info.id: info.is_accuracy for info in checks_of(find_exercise("06"))}
    found = {test["number"]: test["visibility"] for test in taken(container)["tests"]}
    assert set(tiers.values()) == {True, False}
    assert found == {number: "after_due_date" if late else "visible" for number, late in tiers.items()}


def test_a_folder_is_one_student_s_whatever_it_looks_like(tmp_path: Path):
    folder = tmp_path / "submission"
    for name in ("ann/00_welcome.py", "bob/08_dropout.ipynb"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(notebook("x = 1") if name.endswith("ipynb") else SOLUTION, encoding="utf-8")
    works = read_one_submission(folder, ["00_welcome", "08_dropout", "09_augmentation"], tmp_path / "out").works
    assert [work.outcome for work in works] == ["found", "found", "missing"]
    assert works[0].content is not None
    assert works[1].cells is not None
    (tmp_path / "empty").mkdir()
    assert read_one_submission(tmp_path / "empty", ["00_welcome"], tmp_path / "out").works[0].outcome == "missing"


def test_weights_and_void_checks_of_the_course_are_in_it(tmp_path: Path, monkeypatch):
    ids = [info.short_name for info in checks_of(find_exercise("00"))]
    course = tmp_path / "course.toml"
    course.write_text(
        'zone = "Europe/Berlin"\n[assignments.hw1]\nexercises = ["00", "08"]\ndue = 2026-10-12T23:59:00\n'
        f'weights = {{ "08" = 2 }}\n[void]\n"00.{ids[0]}" = "Unclear."\n'
    )
    (tmp_path / "roster.csv").write_text("id,name\n10,Ann Secret\n")
    out = tmp_path / "a.zip"
    options = ["--course", str(course), "--assignment", "hw1", "--out", str(out)]
    done = CliRunner().invoke(cli, ["gradescope", "build", *options])
    assert done.exit_code == 0, done.output
    one, two = (sum(info.marks.points for info in checks_of(find_exercise(number))) for number in ("00", "08"))
    assert f"autograder points: {one + 2 * two:g}" in done.output
    with zipfile.ZipFile(out) as archive:
        archive.extractall(tmp_path / "root" / "source")
        assert not [name for name in archive.namelist() if b"Ann Secret" in archive.read(name)]
    root = tmp_path / "root"
    command = (root / "source" / "run_autograder").read_text().splitlines()[-1].replace("$root", str(root))
    (root / "submission").mkdir()

    def broken(*_: object, **__: object) -> None:
        raise GraderFault("x")

    monkeypatch.setattr(running, "Fleet", broken)
    done = CliRunner().invoke(cli, shlex.split(command)[2:])
    assert done.exit_code == 1, done.output
    found = taken(root)
    assert sum(test["max_score"] for test in found["tests"]) == one + 2 * two
    assert found["score"] == checks_of(find_exercise("00"))[0].marks.points
    assert "Reason: Unclear." in found["output"]


def test_one_exercise_of_an_assignment_takes_its_own_weight_alone(tmp_path: Path):
    course = tmp_path / "course.toml"
    course.write_text('[assignments.hw1]\nexercises = ["00", "08"]\nweights = { "00" = 3, "08" = 2 }\n')
    options = ["--course", str(course), "--assignment", "hw1", "--out", str(tmp_path / "a.zip")]
    assert CliRunner().invoke(cli, ["gradescope", "build", "00", *options]).exit_code == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extract("course.toml", tmp_path / "out")
    (assignment,) = read_course(tmp_path / "out" / "course.toml").assignments.values()
    assert (assignment.exercises, assignment.weights) == (("00_welcome",), {"00_welcome": 3})


def test_the_kit_in_it_is_whole_and_setup_installs_it(container: Path, tmp_path: Path):
    kit = container / "source" / "kit"
    listed = subprocess.run(
        [sys.executable, "-m", "autograder", "list"], cwd=kit, capture_output=True, text=True, timeout=200
    )
    assert all(f"{exercise.number}  {exercise.title}" in listed.stdout for exercise in load_course()), listed.stderr
    assert not [path for path in kit.rglob("*") if path.name in ("__pycache__", ".git", "tests")]
    program(container / "convlings" / "bin" / "convlings", "true")
    tools = tmp_path / "tools"
    tools.mkdir()
    log = tmp_path / "log"
    for name in ("apt-get", "apt-cache", "add-apt-repository"):
        program(tools / name, f'echo "{name} $*" >> "{log}"')
    program(tools / "python3.12", f'echo "python $*" >> "{log}"; ln -s "{tools}/pip" "$3/bin/python"')
    program(tools / "pip", f'echo "pip $*" >> "{log}"; [ -f "${{@: -1}}/pyproject.toml" ] && [ -f "$6" ]')
    done = bash(container / "source" / "setup.sh", container, PATH=f"{tools}:{os.environ['PATH']}")
    assert done.returncode == 0, done.stdout + done.stderr
    called = [line.split()[0] for line in log.read_text().splitlines()]
    assert called == ["apt-get", "apt-cache", "apt-get", "python", "pip"]


def test_an_exercise_about_another_library_brings_it_along_and_its_sandboxes_are_tried(container: Path, monkeypatch):
    out = container / "22.zip"
    assert CliRunner().invoke(cli, ["gradescope", "build", "00", "22", "--out", str(out)]).exit_code == 0
    with zipfile.ZipFile(out) as archive:
        assert '"$root/source/kit[torch]"\n' in archive.read("setup.sh").decode()
    assert '"$root/source/kit"\n' in (container / "source" / "setup.sh").read_text()
    guarded: list[str] = []
    monkeypatch.setattr(running, "Fleet", lambda _: contextlib.nullcontext(Sandboxes()))
    monkeypatch.setattr(running, "Guards", lambda _, found: guarded.extend(found))
    monkeypatch.setattr(running, "Pool", lambda *_: Passing(None))
    run(job(container, "00", "22"))
    assert guarded == ["tensorflow", "torch"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["build", "99", "--out", "x.zip"], "There is no exercise '99'"),
        (["build", "--out", "x.zip"], "Name the exercises"),
    ],
)
def test_wrong_use_is_a_sentence(arguments: list[str], words: str):
    done = CliRunner().invoke(cli, ["gradescope", *arguments])
    assert (done.exit_code, words in done.output) == (2, True), done.output
