"""`convlings look`, as a student types it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

CONVLINGS = [sys.executable, "-m", "autograder"]

ROOT = Path(__file__).parents[2]


def convlings(*arguments: object, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "COLUMNS": "80", **env}
    command = [*CONVLINGS, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=400, cwd=cwd, env=settings)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A student's folder, with spaces in its path and one exercise solved."""
    exercises = tmp_path / "my course" / "exercises"
    exercises.mkdir(parents=True)
    for name, source in (("00_welcome", "solutions"), ("08_dropout", "exercises")):
        (exercises / f"{name}.py").write_bytes((ROOT / source / f"{name}.py").read_bytes())
    return exercises.parent


def test_a_picture_is_written_beside_the_file_with_its_words(folder: Path):
    finished = convlings("look", "welcome", cwd=folder, PYTHONIOENCODING="cp1252")
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert finished.stderr == ""
    picture = folder / "exercises" / "pictures" / "00_welcome.png"
    assert str(picture.relative_to(folder)) in finished.stdout
    with Image.open(picture) as image:
        words = image.text["Description"]
    assert f"In words: {words}" in " ".join(finished.stdout.split())
    lines = finished.stdout.splitlines()
    assert lines[0] == "00 Welcome: an image, and its pixels scaled"
    assert any(" ".join(line.split()) == "your image_size height 96, width 64, 3 channels" for line in lines)
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in finished.stdout


def test_another_file_and_another_place(folder: Path, tmp_path: Path):
    file = folder / "mine.py"
    file.write_text("def image_size(image):\n    return image.shape\n", encoding="utf-8")
    out = tmp_path / "new" / "seen.PNG"
    finished = convlings("look", "00", file, "--out", out, "--plain", cwd=tmp_path)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "Not drawn: No function or class named scale_pixels." in " ".join(finished.stdout.split())
    assert out.read_bytes().startswith(b"\x89PNG")
    assert not (folder / "pictures").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["look", "08"], 1, "There is nothing to draw yet. dropout is not written yet."),
        (["look", "00", "--out", "exercises/00_welcome.py/x.png"], 1, "cannot be written"),
        (["look", "00", "--out", "x.jpg"], 2, "The picture is a PNG, so x.jpg has to end in .png."),
        (["look", "17"], 2, "There is no 17_early_stopping.py"),
        (["look", "99"], 2, "There is no exercise '99'"),
        (["look", "00", "nothing.py"], 2, "There is no file nothing.py"),
        (["look"], 2, "Missing argument"),
    ],
)
def test_what_does_not_work_is_a_sentence(arguments: list[str], code: int, words: str, folder: Path):
    finished = convlings(*arguments, cwd=folder)
    assert finished.returncode == code, finished.stdout + finished.stderr
    assert words in " ".join((finished.stdout + finished.stderr).split())
    assert "Traceback" not in finished.stderr
