"""A report has two parts: what is in `feedback` can be given out as it is, for nothing in it is about anybody else."""

import csv
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import content
from autograder.course.exercise import find_exercise
from autograder.grading.catalogue import checks_of
from autograder.grading.key import RunKey

CONVLINGS = str(Path(sys.executable).with_name("convlings"))
BANK = Path(__file__).parents[1] / "bank" / "00_welcome"
KEY = "5ec2e7c0de" * 3 + "a5"
# Ann's and Cem's are the same; Dee handed in what a person has to read, and Eva nothing; Finn is on no roster.
ROSTER = """id,name,email,login,section
470011,"Ann Archer",aarch@uni.example,aarch,Monday
470022,"Bob Brewer",bbrew@uni.example,bbrew,Monday
470033,"Cem Çelik",ccelik@uni.example,ccelik,Tuesday
470044,"Dee O'Dowd",ddowd@uni.example,ddowd,Tuesday
470055,"Eva Ebner",eebner@uni.example,eebner,Tuesday
"""
MARKS = {
    "470011": ("Ann Archer", "470011", "aarch"),
    "470022": ("Bob Brewer", "470022", "bbrew"),
    "470033": ("Cem Çelik", "470033", "ccelik"),
    "470044": ("Dee O", "Dowd", "470044", "ddowd"),
    "470055": ("Eva Ebner", "470055", "eebner"),
    "finn-fox-5fd3d1b2": ("Finn Fox", "finn-fox"),
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("apart")
    right = content.clone_root() / "solutions" / "00_welcome.py"
    wrong = sorted((BANK / "wrong").glob("*.py"))[0]
    for login, file in (("aarch", right), ("bbrew", wrong), ("ccelik", right), ("Finn Fox", wrong)):
        (here / "class" / login).mkdir(parents=True)
        shutil.copy(file, here / "class" / login / "00_welcome.py")
    (here / "class" / "ddowd").mkdir()
    (here / "class" / "ddowd" / "answer.pdf").write_bytes(b"%PDF")
    (here / "roster.csv").write_text(ROSTER, encoding="utf-8")
    (here / "course.toml").write_text('roster = "roster.csv"\n')
    command = [CONVLINGS, "grade", "class", "--out", "report", "--exercise", "00", "--key", KEY, "--plain"]
    done = subprocess.run(
        [*command, "--course", "course.toml"], cwd=here, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 3, done.stderr
    assert f"For staff alone: {Path('report', 'staff')} (grades.csv, insights.html, the run's key)" in done.stdout
    assert f"For students, a page each: {Path('report', 'feedback')}" in done.stdout
    return here / "report"


def test_all_that_a_run_writes_lies_in_one_of_two_folders(report: Path):
    assert sorted(path.name for path in report.iterdir()) == ["feedback", "staff"]
    found = {path.relative_to(report / "staff").parts[0] for path in (report / "staff").rglob("*")}
    assert found - {".lock"} == {"run.json", "grades.csv", "insights.html", "results", "graded"}


def test_the_class_has_what_must_not_get_out(report: Path):
    """Otherwise the next test could not fail."""
    with (report / "staff" / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["key"]: row for row in csv.DictReader(file)}
    assert rows["470011"]["identical to"] == "Cem Çelik"
    assert rows["470044"]["state"] == "waits for a person"
    assert {key.rpartition("-")[0] if key.startswith("finn") else key for key in rows} == {
        *list(MARKS)[:-1],
        "finn-fox",
    }


def test_feedback_holds_nothing_of_another_student_the_key_or_staff(report: Path):
    pages = [path for path in (report / "feedback").rglob("*") if path.is_file()]
    results = [json.loads(path.read_text()) for path in sorted((report / "staff" / "results").glob("*.json"))]
    assert sorted(path.name for path in pages) == sorted(f"{result['key']}.html" for result in results)
    assert len(pages) == len(MARKS)
    key = RunKey.from_hex(KEY)
    secrets = {
        KEY,
        key.hex,
        str(report.parent),
        "staff",
        "grades.csv",
        "insights.html",
        "identical",
        str(content.PACKAGE),
    }
    secrets |= {str(key.seed("00_welcome", check.name)) for check in checks_of(find_exercise("00"))}
    secrets |= {result[name] for result in results for name in ("digest", "likeness", "result_key") if result[name]}
    secrets |= {str(Path.home()), "Monday", "Tuesday"} - {"/"}
    for path in pages:
        page = path.read_text(encoding="utf-8")
        assert not [secret for secret in secrets if secret in page]
        own = next(marks for student, marks in MARKS.items() if student[:8] == path.stem[:8])
        assert own[0] in page
        others = [mark for marks in MARKS.values() if marks is not own for mark in marks]
        assert not [mark for mark in others if mark.casefold() in page.casefold()]
        assert not re.findall(r"(?:href|src)=", page), "a page leads nowhere"
