"""grades.csv and feedback pages, from data alone."""

import csv

from autograder.checking.failure import Message
from autograder.grading.batch import SubmissionResult, identical
from autograder.grading.result import CheckResult, ExerciseResult
from autograder.reports.feedback import render_feedback, write_feedback
from autograder.reports.grades import write_grades
from autograder.reports.summary import happened


def _check(id_: str, outcome: str, **fields: object) -> CheckResult:
    return CheckResult(id_, f"test_{id_}", f"Title {id_}", "f", "behaviour", 2, outcome, **fields)


def _submission(student: str, digest: str, checks: list[CheckResult], **fields: object) -> SubmissionResult:
    exercise = ExerciseResult("08_dropout", "Dropout", "08_dropout.py", checks, **fields)
    run = {"id": "abc", "sandbox": "tier A", "fixed_seed": None}
    return SubmissionResult(student, student.lower(), "key", digest, ["08_dropout.py"], [], run, [exercise])


EVIL = "<script>alert(1)</script>"


def test_grades_have_a_column_for_each_exercise_and_check(tmp_path):
    results = [
        _submission("Ann", "1", [_check("08.1", "passed"), _check("08.2", "failed"), _check("08.10", "passed")]),
        _submission('=cmd|" /C calc"!A0', "1", [_check("08.1", "timeout")]),
    ]
    write_grades(tmp_path / "grades.csv", results)
    with (tmp_path / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = ["student", "points", "of", "08_dropout", "08.1", "08.2", "08.10", "what happened", "identical to"]
    assert list(rows[0]) == columns
    assert [rows[0][name] for name in columns[1:8]] == ["4", "6", "4", "2", "0", "2", "failed 08.2"]
    assert rows[1]["student"].startswith("'=")
    assert rows[1]["08.10"] == ""
    assert rows[1]["identical to"] == "Ann"


def test_identical_hand_ins_are_listed_and_missing_ones_are_not():
    same = [_submission(name, "1", [_check("08.1", "passed")]) for name in ("B", "A")]
    missing = [_submission(name, "2", [_check("08.1", "missing")], outcome="missing") for name in ("C", "D")]
    assert identical([*same, *missing]) == [["A", "B"]]


def test_feedback_escapes_whatever_a_student_wrote(tmp_path):
    message = Message(called=EVIL, got=EVIL, expected="x", looks_like="a mistake", try_it=[EVIL])
    failed = _check("08.1", "failed", message=message, notes=[EVIL], warnings=[EVIL], printed=f"{EVIL}\x1b[2J")
    page = render_feedback(_submission(EVIL, "1", [failed], notes=[EVIL]))
    assert EVIL not in page
    assert "&lt;script&gt;" in page
    assert "\x1b" not in page
    assert "looks like" in page
    path = write_feedback(tmp_path / "feedback", _submission("Ann", "1", [failed]))
    assert path.name == "ann.html"


def test_feedback_shows_a_problem_of_the_whole_file_once():
    problem = Message(got="SyntaxError at line 3", expected="a file that Python can read")
    result = _submission("Ann", "1", [_check("08.1", "unreadable")], outcome="unreadable", problem=problem)
    page = render_feedback(result)
    assert page.count("SyntaxError at line 3") == 1
    assert happened(result) == "unreadable 08"


def test_feedback_does_not_hold_the_run_key():
    assert "key" not in render_feedback(_submission("Ann", "1", [_check("08.1", "passed")]))
