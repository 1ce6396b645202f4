"""One class of 300 in six layouts: everybody is there once, with the same marks, there and back.

The commands are the real ones. Only the sandboxes are left out: see `without_sandboxes`.
"""

import csv
import html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import made_class
import pytest
from click.testing import CliRunner
from importers import canvas_reads, canvas_takes, moodle_reads, moodle_takes
from made_class import EXERCISES, MARKS, Student, the_class
from without_sandboxes import no_sandboxes

from autograder.cli import cli
from autograder.course.exercise import find_exercise
from autograder.grading.catalogue import checks_of
from autograder.nbgrader_course.verdicts import Verdicts

CLASS = the_class()


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Path]]:
    """The report on the class in a layout, graded once."""
    with no_sandboxes():

        @cache
        def report(layout: str) -> Path:
            folder = tmp_path_factory.mktemp("class")
            write, _, _, options = LAYOUTS[layout]
            grade(write(folder, CLASS, **options), folder / "out")
            return folder / "out"

        yield report


def points_of(student: Student) -> dict[str, float]:
    """What each exercise is worth."""
    found = {}
    for exercise, mark in zip(EXERCISES, student.marks, strict=True):
        checks = checks_of(find_exercise(exercise))
        failing = {checks[place].id for place in MARKS[mark]}
        points = sum(check.marks.points for check in checks if check.id not in failing)
        found[exercise] = points if exercise in student.exercises else 0
    return found


def total_of(student: Student) -> float:
    return sum(points_of(student).values())


def with_marks_of_pairs(students: list[Student]) -> list[Student]:
    """As `students`, the second of each pair with the work of the first."""
    given = {
        student.number: Student(student.number, student.first, student.last, team[0].form, team[0].marks)
        for team in made_class.pairs(students)
        for student in team
    }
    return [given[student.number] for student in students]


def grade(download: Path, out: Path) -> None:
    command = ["grade", str(download), "--out", str(out), "--plain", "--jobs", "1", "--seed", "1"]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 3, done.output


def rows_of(report: Path) -> list[dict[str, str]]:
    """Those of grades.csv."""
    with (report / "staff" / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# Layout -> how it is written, by what column a row is somebody's, and who is in it as what.
LAYOUTS: dict[str, tuple[Callable[..., Path], str, Callable[[Student], str], dict[str, Any]]] = {
    "canvas": (made_class.canvas, "id", lambda each: each.canvas_id, {}),
    "canvas, anonymous": (made_class.canvas, "id", made_class.anonymous_id, {"anonymous": True}),
    "moodle": (made_class.moodle, "id", lambda each: each.moodle_id, {}),
    "moodle, not in folders": (made_class.moodle, "id", lambda each: each.moodle_id, {"in_folders": False}),
    "moodle, blind": (made_class.moodle, "id", lambda each: each.moodle_id, {"blind": "Participant"}),
    "gradescope": (made_class.gradescope, "id", lambda each: each.sid, {}),
    "nbgrader": (made_class.nbgrader, "student", lambda each: each.login, {}),
    "github": (made_class.github, "student", lambda each: each.login, {}),
    "flat": (made_class.flat, "student", lambda each: each.login, {}),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_everybody_is_there_once_with_the_same_marks(layout: str, graded: Callable[[str], Path]):
    _, column, of, _ = LAYOUTS[layout]
    rows = rows_of(graded(layout))
    students = with_marks_of_pairs(CLASS) if layout == "gradescope" else CLASS
    by_id = {of(student): student for student in students}
    assert len(by_id) == len(CLASS)
    there = Counter(row[column] for row in rows)
    assert [row["key"] for row in rows if row[column] not in by_id] == [], "nobody's"
    assert [student for id_, student in by_id.items() if there[id_] != 1] == [], "not there once"
    wrong = {}
    for row in rows:
        student = by_id[row[column]]
        expected = ["waits for a person", "", "", ""]
        if not student.waits:
            expected = ["graded", *(f"{points:g}" for points in (total_of(student), *points_of(student).values()))]
        if (found := [row[name] for name in ("state", "points", *EXERCISES)]) != expected:
            wrong[student] = (found, expected, row["what happened"])
    assert wrong == {}


MARKED = {student for student in CLASS if not student.waits}


def export(*arguments: object) -> str:
    """What the command says."""
    done = CliRunner().invoke(cli, ["export", *map(str, arguments)])
    assert done.exit_code == 3, done.output
    said = " ".join(done.output.split())
    assert "Not in that file" not in said
    return said


def assert_own_pages(pages: dict[Student, str]) -> None:
    for student, page in pages.items():
        heading = re.search(r"(?:<h1[^>]*>|^)Feedback for (.*?)(?:</h1>|$)", page, re.MULTILINE)
        assert heading
        assert html.unescape(heading[1]) in (
            *(made_class.canvas_name(student) or student.canvas_id, made_class.moodle_name(student).strip()),
            f"Participant {student.moodle_id}",
        )


def test_canvas_takes_the_marks_of_everybody_and_the_feedback(graded: Callable[[str], Path], tmp_path: Path):
    report, filled, feedback = graded("canvas"), tmp_path / "filled.csv", tmp_path / "feedback.zip"
    (tmp_path / "gradebook.csv").write_text(made_class.canvas_gradebook(CLASS), encoding="utf-8")
    said = export(
        *("canvas", report, tmp_path / "gradebook.csv", "--column", "4711"),
        *("--to", filled, "--feedback", feedback),
    )
    taken = canvas_reads(filled.read_text(encoding="utf-8"), "HW3 (4711)")
    assert taken == {student.canvas_id: total_of(student) for student in MARKED}
    attachments: dict[str, set[str]] = {}
    for each in made_class.canvas_attachments(CLASS):
        attachments.setdefault(each.student.canvas_id, set()).add(each.number)
    by_id = {student.canvas_id: student for student in CLASS}
    pages = canvas_takes(feedback, attachments)
    # Canvas takes the first two numbers in a name: whose name has one cannot get a file back.
    homeless = {each for each in MARKED if re.search(r"(^|_)[0-9]+(_|$)", made_class.canvas_name(each))}
    assert {by_id[user] for user in pages} == MARKED - homeless
    assert all(made_class.canvas_name(student) in said for student in homeless)
    texts = {by_id[user]: content for user, (_, content) in pages.items()}
    assert_own_pages({each: text_of(content) for each, content in texts.items() if each.form != "zip"})


def text_of(feedback: bytes) -> str:
    """Of a file of comments, or of a notebook's cell."""
    text = feedback.decode()
    return "".join(json.loads(text)["cells"][0]["source"]) if text.startswith("{") else text.replace("# ", "")


@pytest.mark.parametrize("blind", ["", "Participant"])
def test_moodle_takes_the_marks_of_everybody_and_the_feedback(
    blind: str, graded: Callable[[str], Path], tmp_path: Path
):
    report, filled, feedback = (
        graded("moodle, blind" if blind else "moodle"),
        tmp_path / "filled.csv",
        tmp_path / "feedback.zip",
    )
    (tmp_path / "worksheet.csv").write_text(made_class.moodle_worksheet(CLASS, blind), encoding="utf-8")
    export("moodle", report, tmp_path / "worksheet.csv", "--to", filled, "--feedback", feedback)
    taken = moodle_reads(filled.read_text(encoding="utf-8"))
    assert taken == {int(student.moodle_id): total_of(student) for student in MARKED}
    by_id = {int(student.moodle_id): student for student in CLASS}
    pages = {by_id[number]: content.decode() for number, (_, content) in moodle_takes(feedback).items()}
    assert pages.keys() == MARKED
    assert_own_pages(pages)


def test_gradescope_takes_a_result_for_everybody(graded: Callable[[str], Path], tmp_path: Path):
    report = graded("gradescope")
    by_sid = {student.sid: student for student in with_marks_of_pairs(CLASS)}
    students = {row["key"]: by_sid[row["id"]] for row in rows_of(report)}
    export("gradescope", report, "--to", tmp_path / "back")
    taken = {path.parent.name: json.loads(path.read_text()) for path in (tmp_path / "back").glob("*/results.json")}
    assert taken.keys() == {key for key, student in students.items() if not student.waits}
    for key, found in taken.items():
        tests = found["tests"]
        assert found["score"] == sum(test["score"] for test in tests) == total_of(students[key])
        assert sum(test["max_score"] for test in tests) == 20
        assert {test["status"] for test in tests} <= {"passed", "failed"}
        names = [test["number"] for test in tests]
        assert len(names) == len(set(names))


def test_nbgrader_finds_the_stored_verdicts(graded: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch):
    report = graded("nbgrader")
    monkeypatch.setattr(Verdicts, "_grade", lambda *_: pytest.fail("it would be graded again"))
    found = Verdicts(report.parent / "submitted", report)
    for student in CLASS[::20]:
        for exercise, points in points_of(student).items():
            if not student.waits:
                assert found.of(student.login, exercise, "hw3", EXERCISES).earned == points


@pytest.mark.parametrize("layout", ["github", "flat", "nbgrader"])
def test_a_plain_table_has_everybody_by_login(layout: str, graded: Callable[[str], Path], tmp_path: Path):
    export("plain", graded(layout), "--to", tmp_path / "marks.csv")
    with (tmp_path / "marks.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["id"]: row["points"] for row in rows} == {
        student.login: "" if student.waits else f"{total_of(student):g}" for student in CLASS
    }
    assert len(rows) == len(CLASS)
