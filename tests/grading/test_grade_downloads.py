"""`convlings grade` on downloads of course systems: from names to rows, whatever the names hold."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import content

CONVLINGS = str(Path(sys.executable).with_name("convlings"))
SOLUTION = (content.clone_root() / "solutions" / "00_welcome.py").read_text(encoding="utf-8")
STUB = (content.clone_root() / "exercises" / "00_welcome.py").read_text(encoding="utf-8")
METADATA = """---
submission_1:
  :submitters:
  - :name: 'Zed [/b]'
    :sid: '0012'
    :email: zed@example.org
  - :name: Ann Lee
    :sid: '13'
submission_2:
  :submitters:
  - :name: Ann Lee
    :sid: '14'
  :created_at: 2024-09-30 14:00:00.123456789 Z
  :history:
  - :created_at: 2024-09-29 14:00:00.123456789 Z
    :results:
      :output: "  - :created_at: forged"
  - :created_at: 2024-09-30 13:00:00.123456789 Z
submission_3:
  :submitters:
  - :name: '[bold red]B[link=x]'
"""


def grade(folder: Path, out: Path, **env: str) -> tuple[subprocess.CompletedProcess[str], list[dict[str, str]]]:
    command = [CONVLINGS, "grade", str(folder), "--out", str(out), "--exercise", "00", "--seed", "1", "--jobs", "1"]
    # A terminal of this width, as far as rich is told.
    wide = os.environ | {"COLUMNS": "200", "FORCE_COLOR": "1"} | env
    finished = subprocess.run(command, capture_output=True, text=True, timeout=300, env=wide)
    with (out / "staff" / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return finished, list(csv.DictReader(file))


def plant(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.mark.skipif(sys.platform == "win32", reason="names of files")
def test_gradescope_with_a_pair_and_names_that_are_markup(tmp_path: Path):
    files = {f"submission_{number}/00_welcome.py": SOLUTION for number in (1, 2)}
    root = plant(tmp_path / "class", files | {"submission_3/00_welcome.py": STUB, "submission_metadata.yml": METADATA})
    finished, rows = grade(root, tmp_path / "out")
    assert finished.returncode == 0, finished.stderr
    assert sorted((row["student"], row["id"], row["email"], row["00_welcome"]) for row in rows) == [
        ("Ann Lee", "13", "", "10"),
        ("Ann Lee", "14", "", "10"),
        ("Zed [/b]", "0012", "zed@example.org", "10"),
        ("[bold red]B[link=x]", "", "", "0"),
    ]
    assert {row["id"]: (row["submitted"], row["attempts"]) for row in rows if row["student"] == "Ann Lee"} == {
        "13": ("", ""),
        "14": ("2024-09-30T14:00:00+00:00", "3"),
    }
    twins = {(row["student"], row["id"]): row["identical to"] for row in rows}
    # The pair is one hand-in; Ann Lee 14 handed in the same as both, and is the one who is named.
    assert twins["Zed [/b]", "0012"] == "Ann Lee (13), Ann Lee (14)"
    assert twins["Ann Lee", "14"] == "Ann Lee (13), Zed [/b]"
    assert "Zed [/b]" in finished.stdout
    assert "[bold red]B[link=x]" in finished.stdout
    assert "]8;" not in finished.stdout + finished.stderr  # no link was made of it
    assert len(list((tmp_path / "out" / "feedback").iterdir())) == 4


def test_canvas_with_namesakes_and_documents(tmp_path: Path):
    root = plant(
        tmp_path / "class",
        {
            "leeann_12_558_00_welcome.py": SOLUTION,
            "leeann_LATE_13_559_00_welcome.py.txt": SOLUTION + "\n# mine\n",
            "stubbe_14_560_00_welcome.py": STUB,
            "stubda_15_561_00_welcome.py": STUB,
            "paula_16_562_report.pdf": "",
            "linklee_17_link.html": "",
            "bothben_18_563_00_welcome.py": SOLUTION,
            "bothben_18_564_00_welcome.py": "x = 1\n",
            "علی‌رضا_19_565_00_welcome.py": STUB,
        },
    )
    finished, rows = grade(root, tmp_path / "out", NO_COLOR="1")
    assert finished.returncode == 3, finished.stderr
    found = {row["key"]: row for row in rows}
    assert [(row["id"], row["late"], row["points"]) for row in rows if row["student"] == "leeann"] == [
        ("12", "", "10"),
        ("13", "late", "10"),
    ]
    assert {row["student"] for row in rows} == {"leeann", "stubbe", "stubda", "paula", "linklee", "bothben", "علی‌رضا"}
    said = {key: found[key]["what happened"] for key in ("paula-16", "linklee-17")}
    assert said == {
        "paula-16": "missing 00; for a person to read: report.pdf",
        "linklee-17": "missing 00; for a person to read: link.html",
    }
    # A comment makes no other work of it, nor does an empty line.
    twins = {key: row["identical to"] for key, row in found.items() if row["identical to"]}
    assert twins == {"leeann-12": "leeann (13)", "leeann-13": "leeann (12)"}
    waiting = {row["student"] for row in rows if row["state"] == "waits for a person"}
    assert waiting == {"bothben", "linklee", "paula"}
    assert {(row["points"], row["00_welcome"]) for row in rows if row["student"] in waiting} == {("", "")}
    assert "leeann (12)" in finished.stdout
    assert "leeann (13)" in finished.stdout
    closing = " ".join(finished.stdout.split())
    assert "Waits for a person, so there is no mark yet (?): bothben (00), linklee (00), paula (00)." in closing
    page = (tmp_path / "out" / "feedback" / "paula-16.html").read_text(encoding="utf-8")
    assert "report.pdf" in page
