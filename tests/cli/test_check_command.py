"""`convlings check` and the small commands, as a student types them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course.exercise import whole_course

CONVLINGS = [sys.executable, "-m", "autograder"]

ROOT = Path(__file__).parents[2]
BANK = ROOT / "tests" / "bank" / "08_dropout"


def convlings(*arguments: object, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    command = [*CONVLINGS, *map(str, arguments)]
    settings = {**os.environ, "COLUMNS": "80", **env}
    return subprocess.run(command, capture_output=True, text=True, timeout=200, cwd=cwd, env=settings)


def test_a_right_file_passes_and_a_wrong_one_is_told_why():
    finished = convlings("check", ROOT / "solutions" / "08_dropout.py", BANK / "wrong" / "no_scaling.py", "--plain")
    assert finished.returncode == 1, finished.stderr
    assert "10 of 10 points" in finished.stdout
    assert "looks like   dropout without the scaling" in finished.stdout
    assert "1 of 2 exercises passed, 18 of 20 points" in finished.stdout
    lines = finished.stdout.splitlines()
    assert max(len(line) for line in lines if not line.startswith("  try")) <= 80
    assert any(line.startswith("  try          print(dropout(np.ones(") and line.endswith(")") for line in lines)
    assert "\x1b" not in finished.stdout
    assert finished.stderr == ""


def test_own_exercises_are_found_by_number_in_a_folder_with_spaces(tmp_path: Path):
    folder = tmp_path / "my course" / "exercises"
    folder.mkdir(parents=True)
    content = (ROOT / "solutions" / "08_dropout.py").read_bytes()
    (folder / "08_dropout.py").write_bytes(content.replace(b"\n", b"\r\n"))
    finished = convlings("check", "8", cwd=tmp_path / "my course")
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert convlings("check", "04", cwd=tmp_path / "my course").returncode == 2


def test_a_console_of_cp1252_shows_everything():
    finished = convlings("check", BANK / "wrong" / "no_scaling.py", PYTHONIOENCODING="cp1252")
    assert finished.returncode == 1
    assert "dropout without the scaling" in finished.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "99"], "There is no exercise '99'"),
        (["check", "nothing.py"], "There is no file nothing.py"),
        (["check", "README.md"], "There is no exercise"),
        (["check"], "There are no exercises in this folder"),
        (["verify", "99"], "There is no exercise '99'"),
        (["nonsense"], "No such command"),
    ],
)
def test_wrong_use_is_a_sentence_and_exit_code_2(arguments: list[str], words: str, tmp_path: Path):
    finished = convlings(*arguments, cwd=tmp_path)
    assert finished.returncode == 2
    assert words in finished.stderr
    assert "Traceback" not in finished.stderr


def test_list_names_every_exercise():
    finished = convlings("list")
    assert finished.returncode == 0
    assert "08  Dropout" in finished.stdout
    columns = {
        line.index(exercise.functions[0].name)
        for line, exercise in zip(finished.stdout.splitlines(), whole_course(), strict=False)
    }
    assert len(columns) == 1


def test_sync_changes_nothing_when_nothing_changed():
    finished = convlings("sync")
    assert finished.returncode == 0
    assert ", 0 files changed" in finished.stdout


def test_doctor_names_the_sandbox_and_the_versions():
    finished = convlings("doctor")
    for word in ("Python", "tensorflow", "keras", "GPU", "sandbox      tier"):
        assert word in finished.stdout
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"syntax that is newer than Python {own} counts as unreadable" in finished.stdout


def test_pytest_by_hand_runs_the_checks_of_one_file_on_one_submission():
    command = [sys.executable, "-m", "pytest", "autograder/topics/08_dropout/checks.py", "-p", "no:cacheprovider"]
    command += ["--submission", str(BANK / "wrong" / "no_scaling.py")]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=200, cwd=ROOT)
    assert "1 failed, 6 passed" in finished.stdout
    assert "got each surviving value is x * 1.0000" in finished.stdout
