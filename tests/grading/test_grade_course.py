"""`convlings grade --course`: everybody on the roster, and what people decided, from files to rows and pages."""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

from autograder.course import content

CONVLINGS = str(Path(sys.executable).with_name("convlings"))
ROOT = content.clone_root()
COURSE = """
[assignments.hw1]
exercises = ["00"]
due = 2026-10-12T23:59:00+02:00
weights = { "00" = 2 }

[void]
"00.keeps_to_its_contract" = "Its example was wrong."
"""
ROSTER = """id,name,email,login,section,extension
10,"Smith, Ann",ann@example.org,ann,Mon,
11,Bob Doe,bob@example.org,bob,Tue,2 days
12,Cem Er,cem@example.org,cem,Tue,
13,Dan Ek,dan@example.org,dan,Mon,
"""
OVERRIDES = """student,exercise,check,points,reason,by
cem@example.org,00,,4,Graded by hand: it was a PDF.,M. Weber
gone,00,,4,Left the course.,M. Weber
"""
LATE = "2026-10-13 21:59:00 UTC"


def grade(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [CONVLINGS, "grade", *map(str, arguments), "--plain", "--jobs", "1"]
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


def compare(*folders: object) -> subprocess.CompletedProcess[str]:
    command = [CONVLINGS, "compare", *map(str, folders), "--plain"]
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


def rows(out: Path) -> dict[str, dict[str, str]]:
    with (out / "staff" / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


def test_a_course_from_its_files_to_rows_and_the_week_after(tmp_path: Path):
    course, out, submitted = tmp_path / "course", tmp_path / "out", tmp_path / "course" / "submitted"
    wrong = ROOT / "tests" / "bank" / "00_welcome" / "wrong" / "cast_back.py"  # 6 of 10; its contract is worth 1
    solution = ROOT / "solutions" / "00_welcome.py"
    for login, file in (("ann", solution), ("bob", wrong), ("guest", solution)):
        (submitted / login / "hw1").mkdir(parents=True)
        shutil.copy(file, submitted / login / "hw1" / "00_welcome.py")
        (submitted / login / "hw1" / "timestamp.txt").write_text(LATE)
    (submitted / "cem" / "hw1").mkdir(parents=True)
    (submitted / "cem" / "hw1" / "work.pdf").write_bytes(b"%PDF")
    for name, text in (("course.toml", COURSE), ("roster.csv", ROSTER)):
        (course / name).write_text(text, encoding="utf-8")
    options = ["--course", course / "course.toml", "--assignment", "hw1", "--seed", 1]

    finished = grade(submitted, "--out", out, *options)
    assert finished.returncode == 3, finished.stderr
    found = rows(out)
    columns = ("section", "late", "late by", "state", "points", "of", "00_welcome")
    assert {key: tuple(row[name] for name in columns) for key, row in found.items()} == {
        "10": ("Mon", "late", "24:00:00", "graded", "20", "20", "10"),
        "11": ("Tue", "", "", "graded", "14", "20", "7"),
        "12": ("Tue", "", "", "waits for a person", "", "20", ""),
        "13": ("Mon", "", "", "nothing handed in", "0", "20", "0"),
        "guest": ("", "late", "24:00:00", "graded", "20", "20", "10"),
    }
    said = " ".join(finished.stdout.split())
    assert "Not on the roster, and graded all the same: guest." in said
    assert "Waits for a person, so there is no mark yet (?): Cem Er (00)." in said
    page = (out / "feedback" / "11.html").read_text(encoding="utf-8")
    assert "Reason: Its example was wrong." in page
    assert "14 of 20 points" in page

    # A person decides; the run knows its course again, and nothing is graded again.
    (course / "overrides.csv").write_text(OVERRIDES, encoding="utf-8")
    finished = grade(submitted, "--out", out, "--seed", 1)
    assert finished.returncode == 0, finished.stderr
    assert "5 of 5 submissions were graded before" in finished.stderr
    assert (rows(out)["12"]["state"], rows(out)["12"]["points"]) == ("graded", "8")
    page = (out / "feedback" / "12.html").read_text(encoding="utf-8")
    assert "Decided by a person (M. Weber): 4 of 10 points for 00. Reason: Graded by hand: it was a PDF." in page
    said = " ".join(finished.stdout.split())
    assert "overrides.csv, line 3: nobody here is called gone. Nothing was changed." in said
    # The table before is kept, and told apart from this one.
    assert "The table has changed." in said
    changed = compare(out / "staff" / "earlier" / "1", out)
    assert changed.returncode == 0, changed.stderr
    assert changed.stdout.splitlines()[0] == "Cem Er: 00 ? -> 4"
    assert "override (M. Weber): Graded by hand: it was a PDF." in changed.stdout
    assert changed.stdout.splitlines()[-1] == "1 up, 0 down; 4 students keep their marks."
    assert compare(out, out / "staff" / "earlier" / "1").returncode == 1
    assert compare(out, tmp_path).returncode == 2
    assert "--course" in json.loads((out / "staff" / "run.json").read_text())["reproduce"]

    # A run in which nothing changes keeps no further table.
    assert grade(submitted, "--out", out, "--seed", 1).returncode == 0
    assert [path.name for path in (out / "staff" / "earlier").iterdir()] == ["1"]

    (course / "overrides.csv").write_text(OVERRIDES.replace(",4,", ",40,"), encoding="utf-8")
    finished = grade(submitted, "--out", out, "--seed", 1)
    assert finished.returncode == 2
    assert "overrides.csv, line 2, points: 40 is not between 0 and 10" in " ".join(finished.stderr.split())
