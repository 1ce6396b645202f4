"""What only people read: where there is no answer beside it, it waits for a person and is not a 0."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner
from made_class import plant, zipped
from without_sandboxes import no_sandboxes

from autograder.cli import cli
from autograder.course.exercise import find_exercise

FIRST, SECOND = find_exercise("00"), find_exercise("08")
STUBS = {f"{each.name}.py": each.stub.encode() for each in (FIRST, SECOND)}
DONE = {f"{each.name}.py": each.source.encode() for each in (FIRST, SECOND)}
PDF = b"%PDF-1.4\n"
WAITS, GRADED = "waits for a person", "graded"


def grade(root: Path, *arguments: str) -> dict[str, dict[str, str]]:
    out = root.parent / "out"
    command = ["grade", str(root), "--out", str(out), "--seed", "1", "--plain", "--exercise", "00", "--exercise", "08"]
    with no_sandboxes():
        done = CliRunner().invoke(cli, [*command, *arguments])
    assert done.exit_code in (0, 3), done.output
    with (out / "staff" / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    "name", ["answer.pdf", "my answer.docx", "notes.txt", "link.html", "work/photo.jpg", "all.rar"]
)
@pytest.mark.parametrize("in_archive", [False, True])
def test_beside_untouched_files_it_waits(name: str, in_archive: bool, tmp_path: Path):
    files = STUBS | {name: PDF}
    plant(tmp_path / "class" / "ann", {"hw.zip": zipped(files)} if in_archive else files)
    plant(tmp_path / "class" / "ben", STUBS)
    plant(tmp_path / "class" / "cy", DONE | {name: PDF})
    rows = grade(tmp_path / "class")
    assert {student: row["state"] for student, row in rows.items()} == {"ann": WAITS, "ben": GRADED, "cy": GRADED}
    assert (rows["ann"]["points"], rows["ben"]["points"], rows["cy"]["points"]) == ("", "0", "20")
    assert name.rpartition("/")[2] in rows["ann"]["what happened"]


@pytest.mark.parametrize("content", [b"", b"\0\0"])
def test_beside_a_file_that_cannot_be_read_it_waits(content: bytes, tmp_path: Path):
    plant(tmp_path / "class" / "ann", {"08_dropout.ipynb": content, "answer.pdf": PDF})
    plant(tmp_path / "class" / "ben", {"08_dropout.ipynb": content})
    rows = grade(tmp_path / "class")
    assert (rows["ann"]["state"], rows["ben"]["state"]) == (WAITS, GRADED)


def test_one_that_is_named_for_an_exercise_is_about_that_one(tmp_path: Path):
    done, stub = DONE["00_welcome.py"], STUBS["08_dropout.py"]
    plant(tmp_path / "class" / "ann", {"00_welcome.py": done, "08_dropout.pdf": PDF})
    plant(tmp_path / "class" / "ben", {"00_welcome.py": done, "08_dropout.py": stub, "08 dropout.docx": PDF})
    plant(tmp_path / "class" / "cy", {"00_welcome.py": done, "report.pdf": PDF})
    rows = grade(tmp_path / "class")
    found = {student: (row["state"], row["00_welcome"], row["08_dropout"]) for student, row in rows.items()}
    assert found == {"ann": (WAITS, "10", ""), "ben": (WAITS, "10", ""), "cy": (GRADED, "10", "0")}


def test_what_came_with_the_repository_of_the_class_waits_for_nobody(tmp_path: Path):
    begun = STUBS | {"docs/task.pdf": PDF, "data/train.csv": b"1,2\n", ".git/HEAD": b"ref: refs/heads/main\n"}
    for student in ("ann", "ben", "cy", "di"):
        plant(tmp_path / "hw-submissions" / f"hw-{student}", begun)
    plant(tmp_path / "hw-submissions" / "hw-di", {"answer.pdf": PDF})
    rows = grade(tmp_path / "hw-submissions")
    assert {student: row["state"] for student, row in rows.items()} == {
        "ann": GRADED,
        "ben": GRADED,
        "cy": GRADED,
        "di": WAITS,
    }
    assert grade(tmp_path / "hw-submissions")["di"] == rows["di"]
