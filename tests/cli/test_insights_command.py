"""`convlings insights`: the page of one report or several, made again from what is stored."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli import cli
from autograder.course.exercise import find_exercise
from autograder.grading.batch import SubmissionResult
from autograder.grading.catalogue import checks_of
from autograder.grading.folder import write_json
from autograder.grading.result import ExerciseResult


def report(folder: Path, *students: str) -> Path:
    """A folder as `grade` leaves it, in which all these have passed 08."""
    exercise = find_exercise("08")
    checks = [info.result("passed") for info in checks_of(exercise)]
    works = [ExerciseResult(exercise.name, exercise.title, "08_dropout.py", checks)]
    write_json(folder / "staff" / "run.json", {"run": "abc"})
    for student in students:
        result = SubmissionResult(student, student.lower(), "k", student, ["a.py"], [], {"id": "abc"}, works)
        write_json(folder / "staff" / "results" / f"{result.key}.json", result.to_json())
    return folder


def insights(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["insights", *map(str, arguments)])


def test_one_report_has_its_page_in_it(tmp_path: Path):
    finished = insights(report(tmp_path / "one", "Quincy", "Wanda"))
    assert (finished.exit_code, finished.output) == (0, f"Insights: {tmp_path / 'one' / 'staff' / 'insights.html'}\n")
    page = (tmp_path / "one" / "staff" / "insights.html").read_text(encoding="utf-8")
    assert "2 of 2 handed it in; 2 solved everything." in page
    assert "Quincy" not in page


def test_several_reports_have_one_page_where_the_command_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    folders = report(tmp_path / "one", "Quincy", "Wanda"), report(tmp_path / "two", "Wanda", "Xaver")
    assert insights(*folders).output == "Insights: insights.html\n"
    page = Path("insights.html").read_text(encoding="utf-8")
    assert "3 of 3 handed it in" in page
    assert "1 exercise of a student is in several reports." in page
    assert not (folders[0] / "staff" / "insights.html").exists()
    assert insights(*folders, "--to", "sub/page.html").exit_code == 0
    assert Path("sub/page.html").read_text(encoding="utf-8") == page


@pytest.mark.parametrize("what", ["absent", "empty", "other", "broken", "foreign", "file"])
def test_what_is_no_report_ends_with_a_sentence(tmp_path: Path, what: str):
    folder = tmp_path / what
    if what == "file":
        folder.write_text("x", encoding="utf-8")
    elif what != "absent":
        (folder / "results").mkdir(parents=True)
    if what == "other":
        (folder / "grades.csv").write_text("student", encoding="utf-8")
    if what in ("broken", "foreign"):
        write_json(folder / "run.json", {})
        text = "{" if what == "broken" else json.dumps({"student": "Ann", "exercises": [{"checks": 1}]})
        (folder / "results" / "ann.json").write_text(text, encoding="utf-8")
    finished = insights(report(tmp_path / "one", "Ann"), folder)
    assert finished.exit_code == 2
    assert "Traceback" not in finished.output
    assert str(folder) in finished.output.replace("\n", "")
    assert insights().exit_code == 2
