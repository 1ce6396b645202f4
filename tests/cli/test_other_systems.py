"""What other systems do differently, imitated: long paths, other letters, line ends and consoles, spawned sandboxes."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import cli
from autograder.course.exercise import find_exercise
from autograder.engine.provider import Setup

CONVLINGS = [sys.executable, "-m", "autograder"]
# On Windows a path may have 260 characters, with that of a backup in it, unless more is switched on.
LENGTH = 200 if sys.platform == "win32" else 300


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's exercises in a long path with spaces and umlauts, with the line ends of Windows."""
    found = tmp_path / "Übungen für Jörg Ångström"
    while (missing := LENGTH - len(str(found / "exercises" / "08_dropout.py"))) > 1:
        found /= "ein ordner, möglichst lang benannt "[: missing - 1].strip() or "x"
    found /= "exercises"
    found.mkdir(parents=True)
    for number in ("00", "08"):
        exercise = find_exercise(number)
        text = exercise.source.replace("\n", "\r\n") + "\r\n# Zoë: größer → kleiner\r\n"
        (found / f"{exercise.name}.py").write_bytes(text.encode())
    monkeypatch.chdir(found)
    return found


def test_check_with_a_process_for_each_sandbox(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """As on Windows, where the folder for temporary files has the user's name in it."""
    temporary = tmp_path / "Jörg Müller" / "Temp"
    temporary.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setattr(Setup, "forks", False)
    assert len(str(folder / "08_dropout.py")) >= LENGTH - 2
    finished = CliRunner().invoke(cli, ["check", "08", "--plain"])
    assert finished.exit_code == 0, finished.output
    assert "10 of 10 points" in finished.output
    assert "advisory" in finished.output
    assert list(temporary.iterdir()) == [], "what was written there is removed"


def test_what_tensorflow_writes_is_not_shown_as_the_students(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Setup, "forks", False)
    wrong = "def dropout(x, rate, rng, training):\n    print('mine')\n    return x\n"
    (folder / "08_dropout.py").write_text(wrong, encoding="utf-8")
    finished = CliRunner().invoke(cli, ["check", "08", "--plain"])
    lines = finished.output.splitlines()
    first = next(index for index, line in enumerate(lines) if line.startswith("  printed"))
    assert lines[first].split() == ["printed", "mine"]
    assert "cuda" not in finished.output.lower()


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_every_console_shows_every_command(folder: Path, encoding: str):
    wrong = folder / "08_dropout.py"
    wrong.write_bytes(wrong.read_bytes().replace(b"(1 - rate)", b"1"))
    env = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    commands = {
        "check 08": "without the scaling",
        "": "Next:",
        "list": "Dropout",
        "hint 08": "hint 1 of 3",
        "solution 08 --peek": "# ours",
        "solution 00 --peek --all": "# %%",
        "reset 08 --yes": "as it was handed out",
    }
    for words, shown in commands.items():
        finished = subprocess.run([*CONVLINGS, *words.split()], cwd=folder, env=env, capture_output=True, timeout=200)
        assert finished.returncode in (0, 1), finished.stderr
        assert finished.stderr == b""
        assert shown in finished.stdout.decode(encoding), words


def test_the_place_to_write_at_is_right_whatever_the_line_ends(folder: Path):
    text = CliRunner().invoke(cli, []).output
    lines = (folder / "00_welcome.py").read_bytes().splitlines()
    place = next(line for line in text.splitlines() if "00_welcome.py:" in line)
    assert lines[int(place.rpartition(":")[2]) - 1].startswith(b"def image_size")


def test_a_file_with_other_line_ends_counts_as_untouched(folder: Path):
    stub = find_exercise("00").stub
    (folder / "00_welcome.py").write_bytes(stub.replace("\n", "\r\n").encode())
    CliRunner().invoke(cli, ["reset", "00", "--yes"])
    assert not (folder / ".convlings" / "backups").exists()
