"""A run of some exercises on a download that holds more."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner
from made_class import plant, zipped
from without_sandboxes import no_sandboxes

from autograder.cli import cli
from autograder.course.exercise import find_exercise

NAMES = ("04_softmax_vs_sigmoid", "08_dropout", "17_early_stopping")
SOURCES = {name: find_exercise(name).source.encode() for name in NAMES}


def grade(root: Path, *arguments: str) -> list[dict[str, str]]:
    out = root.parent / "out"
    with no_sandboxes():
        done = CliRunner().invoke(cli, ["grade", str(root), "--out", str(out), "--seed", "1", "--plain", *arguments])
    assert done.exit_code in (0, 3), done.output
    with (out / "staff" / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("in_archive", [False, True])
def test_files_for_other_exercises_make_nobody_a_student(in_archive: bool, tmp_path: Path):
    files = {f"ann_{name}.py": code for name, code in SOURCES.items()}
    files |= {"ben_17_early_stopping.py": SOURCES[NAMES[2]], "cy_dropout.py": SOURCES[NAMES[1]]}
    root = tmp_path / ("class.zip" if in_archive else "class")
    if in_archive:
        root.write_bytes(zipped(files))
    else:
        plant(root, files)
    rows = grade(root, "--exercise", "08")
    # Ben did not hand in 08, and is in the course.
    assert {row["student"]: row["points"] for row in rows} == {"ann": "10", "ben": "0", "cy": "10"}


def test_one_persons_files_are_one_persons(tmp_path: Path):
    plant(tmp_path / "class", {f"{name}.py": code for name, code in SOURCES.items()})
    assert [row["points"] for row in grade(tmp_path / "class", "--exercise", "08")] == ["10"]


def test_an_archive_that_cannot_be_opened_does_not_make_the_whole_course_part_of_the_run(tmp_path: Path):
    plant(tmp_path / "class" / "ann", {"08_dropout.py": SOURCES["08_dropout"]})
    plant(tmp_path / "class" / "ben", {"hw.zip": b"PK broken"})
    rows = grade(tmp_path / "class")
    assert [name for name in rows[0] if name[:2].isdecimal() and name[2:3] == "_"] == ["08_dropout"], rows[0]


def test_files_whose_names_say_nothing_are_taken_by_what_they_define(tmp_path: Path):
    helper = {"utils.py": SOURCES["04_softmax_vs_sigmoid"]}
    plant(tmp_path / "class" / "ann", {"08_dropout.py": SOURCES["08_dropout"]} | helper)
    plant(tmp_path / "class" / "ben", {"Untitled.py": SOURCES["17_early_stopping"]})
    rows = grade(tmp_path / "class")
    asked = [name for name in rows[0] if name[:2].isdecimal() and name[2:3] == "_"]
    # What Ann's helper defines makes nobody lack 04.
    assert asked == ["08_dropout", "17_early_stopping"]
