"""`convlings grade` with accuracy checks: everything else first, then training where the rest has passed."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from guessing import LATE, RIGHT, WRONG, make_folder

CONVLINGS = str(Path(sys.executable).with_name("convlings"))
SUBMISSIONS = {"anna": RIGHT, "ben": WRONG, "cleo": "def sign(x): return None", "dana": LATE}
# Grading stops after the first step, as if the machine had gone down there.
STOPPED = """
import sys
from autograder.cli import cli
from autograder.grading.batch import Batch

def stopped(self, started=None):
    raise KeyboardInterrupt
    yield

Batch.train = stopped
cli(sys.argv[1:])
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    make_folder(folder)
    for student, source in SUBMISSIONS.items():
        (folder / "class" / student).mkdir(parents=True)
        (folder / "class" / student / "91_guess.py").write_text(source)
    return folder


def grade(course: Path, out: Path, *options: str, script: str = "") -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", script] if script else [CONVLINGS]
    arguments = [
        "grade",
        str(course / "class"),
        "--out",
        str(out),
        "--exercises",
        str(course),
        "--seed",
        "4",
        "--plain",
    ]
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    return subprocess.run(
        [*program, *arguments, *options], capture_output=True, text=True, timeout=300, env=environment
    )


def marks(out: Path) -> dict[str, tuple[str, str]]:
    with (out / "staff" / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: (row["points"], row["of"]) for row in csv.DictReader(file)}


def results(out: Path) -> dict[str, dict]:
    found = {path.name: json.loads(path.read_text()) for path in sorted((out / "staff" / "results").glob("*.json"))}
    for data in found.values():
        del data["runtime"]
        for exercise in data["exercises"]:
            del exercise["runtime"]
    return found


@pytest.fixture(scope="module")
def report(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole") / "report"
    finished = grade(course, out)
    assert finished.returncode == 0, finished.stderr
    assert "Accuracy checks, where all else has passed: 3, about " in finished.stderr
    return out


def test_training_comes_last_and_only_where_the_rest_has_passed(report: Path):
    assert marks(report) == {"anna": ("10", "10"), "ben": ("8", "10"), "cleo": ("0", "10"), "dana": ("10", "10")}
    page = next((report / "feedback").glob("ben*.html")).read_text()
    assert "with new images and new initial weights" in page
    assert "it trains a model, so it runs once all other checks have passed" in (
        next((report / "feedback").glob("cleo*.html")).read_text()
    )


def test_a_run_that_ended_between_the_steps_goes_on_there(course: Path, report: Path, tmp_path: Path):
    out = tmp_path / "report"
    stopped = grade(course, out, script=STOPPED)
    assert stopped.returncode != 0
    assert len(results(out)) == len(SUBMISSIONS)
    finished = grade(course, out)
    assert finished.returncode == 0, finished.stderr
    assert "4 of 4 submissions were graded before." in finished.stderr
    assert results(out) == results(report)
    again = grade(course, out)
    assert "Accuracy checks" not in again.stderr


def test_accuracy_can_be_left_out(course: Path, tmp_path: Path):
    finished = grade(course, tmp_path / "report", "--no-accuracy")
    assert "Accuracy checks give no points: accuracy checks were left out of this run." in finished.stderr
    assert marks(tmp_path / "report")["ben"] == ("8", "8")


def test_without_a_gpu_its_tier_is_left_out_and_said(course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    finished = grade(course, tmp_path / "report", "--tier", "gpu")
    assert "no GPU was found here" in finished.stderr
    assert marks(tmp_path / "report")["anna"] == ("8", "8")
