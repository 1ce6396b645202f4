"""`convlings grade` as an instructor uses it, in processes of its own."""

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

CONVLINGS = str(Path(sys.executable).with_name("convlings"))

CLASSROOM = Path(__file__).parents[1] / "classroom"
SEED = ("--seed", "7", "--exercise", "08")


def grade(*arguments: object, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [CONVLINGS, "grade", *map(str, arguments), "--plain"]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, env={**os.environ, **(env or {})})


def results(folder: Path) -> dict[str, dict]:
    """Every result by file name, without the blocks that may differ between runs."""
    found = {path.name: json.loads(path.read_text()) for path in sorted((folder / "staff" / "results").glob("*.json"))}
    for data in found.values():
        del data["runtime"]
        for exercise in data["exercises"]:
            del exercise["runtime"]
    return found


@pytest.fixture(scope="module")
def small_class(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("class")
    for student in ("amira", "chiara", "elif", "farid", "lena", "mateo"):
        (folder / student).mkdir()
        shutil.copy(CLASSROOM / student / "08_dropout.py", folder / student)
    return folder


@pytest.fixture(scope="module")
def report(small_class: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("report") / "report"
    finished = grade(small_class, "--out", out, *SEED)
    assert finished.returncode == 0, finished.stderr
    assert "Identical submissions (for your information): lena, mateo" in finished.stdout
    assert "Mean: 6.3 of 10 points, over the 6 students graded; full marks: 3." in finished.stdout
    assert "Sandbox: tier" in finished.stderr
    return out


def test_every_student_gets_a_result_a_row_and_a_page(report: Path, small_class: Path):
    students = sorted(path.name for path in small_class.iterdir())
    assert [data["student"] for data in results(report).values()] == students
    assert sorted(path.stem for path in (report / "feedback").iterdir()) == students
    with (report / "staff" / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        marks = {row["student"]: (row["points"], row["08.2"]) for row in csv.DictReader(file)}
    assert marks == {
        "amira": ("10", "2"),
        "chiara": ("8", "0"),
        "elif": ("0", "0"),
        "farid": ("0", "0"),
        "lena": ("10", "2"),
        "mateo": ("10", "2"),
    }


def test_the_page_for_the_lecture_can_be_made_again(report: Path, tmp_path: Path):
    page = (report / "staff" / "insights.html").read_text(encoding="utf-8")
    assert "made the same mistake" not in page, "nobody else made it"
    assert "<strong>dropout without the scaling</strong>" in page
    assert not set(re.findall(r"\w+", page)) & {"amira", "chiara", "farid", "lena", "mateo"}
    command = [CONVLINGS, "insights", report, "--to", tmp_path / "again.html"]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    # Only the page beside the results says what it was made from, so that it is left alone while they stay.
    mark = r'<meta name="made-from".*\n'
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == re.sub(mark, "", page)


def test_the_key_is_in_the_instructors_file_alone(report: Path):
    key = json.loads((report / "staff" / "run.json").read_text())["key"]
    others = [path for path in report.rglob("*") if path.is_file() and path.name != "run.json"]
    assert len(others) > 10
    assert not [path for path in others if key in path.read_text(encoding="utf-8")]


def test_feedback_says_what_check_says(report: Path):
    page = (report / "feedback" / "chiara.html").read_text(encoding="utf-8")
    for words in ("looks like", "dropout without the scaling", "fixed seed 7", "8 of 10 points"):
        assert words in page


def explained(report: Path, student: str, check: str) -> str:
    command = [CONVLINGS, "explain", report, student, check, "--plain"]
    return " ".join(subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.split())


def test_a_run_keeps_what_an_appeal_is_about(report: Path):
    text = explained(report, "chiara", "08.2")
    assert (
        "The student's own code of dropout, lines 5 to 10 of 08_dropout.py 5 | def dropout(x, rate, rng, training):"
        in text
    )
    assert "looks like dropout without the scaling" in text
    assert "fixed seed 7 (for staff alone) again convlings grade" in text
    assert "--only chiara" in text
    assert re.search(r"graded 20\d\d-\d\d-\d\dT[\d:]+\+00:00 with convlings \d", text)
    assert "outcome unreadable: the file as a whole" in explained(report, "farid", "08.1")


def test_no_path_of_the_grader_is_in_what_students_see(report: Path):
    root = str(Path(__file__).parents[2])
    for path in (report / "feedback").iterdir():
        assert root not in path.read_text(encoding="utf-8")


def test_a_second_run_keeps_what_is_finished(report: Path, small_class: Path):
    before = {path: path.stat().st_mtime_ns for path in (report / "staff" / "results").iterdir()}
    finished = grade(small_class, "--out", report, *SEED)
    assert finished.returncode == 0
    assert "6 of 6 submissions were graded before" in finished.stderr
    assert {path: path.stat().st_mtime_ns for path in (report / "staff" / "results").iterdir()} == before


def test_other_options_are_refused(report: Path, small_class: Path):
    finished = grade(small_class, "--out", report, "--exercise", "08", "--seed", "8")
    assert finished.returncode == 2
    assert "begun with other options: look at --seed." in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_folder_that_is_no_run_is_refused(small_class: Path, tmp_path: Path):
    (tmp_path / "thesis.txt").write_text("mine")
    finished = grade(small_class, "--out", tmp_path, *SEED)
    assert finished.returncode == 2
    assert "not empty" in finished.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_killed_run_continues_and_ends_with_the_same_results(report: Path, small_class: Path, tmp_path: Path):
    out = tmp_path / "report"
    arguments = [small_class, "--out", out, *SEED, "--jobs", 1]
    command = [CONVLINGS, "grade", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while len(list((out / "staff" / "results").glob("*.json"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    finished_before = len(list((out / "staff" / "results").glob("*.json")))
    assert 2 <= finished_before < 6
    (out / "staff" / "results" / "zoe.partial").write_text('{"half": ')
    finished = grade(*arguments)
    assert finished.returncode == 0, finished.stderr
    assert f"{finished_before} of 6 submissions were graded before" in finished.stderr
    again, undisturbed = results(out), results(report)
    assert again == undisturbed


def test_only_one_student_with_the_runs_own_key(report: Path, small_class: Path, tmp_path: Path):
    key = json.loads((report / "staff" / "run.json").read_text())["key"]
    finished = grade(small_class, "--out", tmp_path / "one", "--exercise", "08", "--key", key, "--only", "chiara")
    assert finished.returncode == 0, finished.stderr
    (one,) = results(tmp_path / "one").values()
    assert one["exercises"] == results(report)["chiara.json"]["exercises"]


def test_a_changed_submission_is_graded_anew_and_the_others_are_not(report: Path, small_class: Path, tmp_path: Path):
    again, out = tmp_path / "class", tmp_path / "report"
    shutil.copytree(small_class, again)
    shutil.copytree(report, out)
    shutil.copy(again / "amira" / "08_dropout.py", again / "elif" / "08_dropout.py")
    finished = grade(again, "--out", out, *SEED)
    assert "5 of 6 submissions were graded before" in finished.stderr
    assert results(out)["elif.json"]["earned"] == 10
    run = json.loads((out / "staff" / "run.json").read_text())
    assert run["options"]["submissions"] == str(again)
    assert str(again) in run["reproduce"]


def test_another_class_is_not_graded_into_the_same_folder(report: Path, small_class: Path, tmp_path: Path):
    other = tmp_path / "other"
    shutil.copytree(small_class / "amira", other / "zoe")
    before = (report / "staff" / "run.json").read_bytes()
    finished = grade(other, "--out", report, *SEED)
    assert finished.returncode == 2
    assert "holds the run of another class" in " ".join(finished.stderr.split())
    assert (report / "staff" / "run.json").read_bytes() == before
    assert (report / "staff" / "results" / "amira.json").exists()


def test_a_new_download_with_more_exercises_goes_on_with_those_of_the_run(tmp_path: Path):
    one, two, out = tmp_path / "one", tmp_path / "two", tmp_path / "out"
    for folder, names in ((one, ("00_welcome",)), (two, ("00_welcome", "08_dropout"))):
        (folder / "ann").mkdir(parents=True)
        for name in names:
            shutil.copy(Path(__file__).parents[2] / "solutions" / f"{name}.py", folder / "ann")
        (folder / "bob").mkdir()
    assert grade(one, "--out", out).returncode == 0
    finished = grade(two, "--out", out)
    assert finished.returncode == 0, finished.stderr
    said = " ".join(finished.stderr.split())
    assert "2 of 2 submissions were graded before" in said
    assert "Also handed in, but not in the run" in said
    assert "08_dropout" in said


def test_too_weak_a_sandbox_stops_the_run_before_the_first_submission(small_class: Path, tmp_path: Path, monkeypatch):
    from click.testing import CliRunner

    from autograder.cli import grade as command
    from autograder.engine.canary import Confirmation
    from autograder.engine.fleet import Fleet

    weak = Confirmation(tier="C", claimed="A", escapes=("read the checks",), train_seconds=0.1)
    monkeypatch.setattr(Fleet, "confirm", lambda fleet, own: {"tensorflow": weak})
    arguments = [str(small_class), "--out", str(tmp_path / "report"), *SEED, "--require-tier", "B"]
    finished = CliRunner().invoke(command.command, arguments)
    assert finished.exit_code == 2
    assert "tier C, not B (a trial was able to read the checks)" in finished.output
    assert not (tmp_path / "report").exists()


@pytest.mark.parametrize("arguments", [["nowhere"], [".", "--exercise", "99"], [".", "--key", "xyz"]])
def test_wrong_use_is_a_sentence_and_exit_code_2(arguments: list[str], tmp_path: Path, small_class: Path):
    arguments = [str(small_class) if argument == "." else argument for argument in arguments]
    finished = grade(*arguments, "--out", tmp_path / "report")
    assert finished.returncode == 2
    assert "Error: " in finished.stderr
    assert "Traceback" not in finished.stderr
