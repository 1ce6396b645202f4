"""Marks on their way back, read by the importers' rules as Canvas' and Moodle's sources have them."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from importers import canvas_reads, moodle_reads

from autograder.cli import cli
from autograder.gradebook.canvas import fill_canvas
from autograder.gradebook.moodle import fill_moodle
from autograder.gradebook.sheet import Sheet
from autograder.gradebook.tables import BadFile
from autograder.grading.folder import write_json
from autograder.grading.result import Decision
from autograder.reports.gradescope import gradescope_results

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,HW2 (4710),HW3 dropout (4711),Current Score,Final Score
,,,,,Manual Posting,,,
    Points Possible,,,,,10,10,(read only),(read only)
"Smith, Ann",10,S10,asmith,Mon,7.5,,75,75
"Doe, Bob",11,S11,bob@example.org,Mon,,3,,
"Lee, Ann",12,S12,alee1,Tue,EX,,,
"Lee, Ann",13,S13,alee2,Tue,,,,
"Er, Cem",14,S14,cem,Tue,,EX,,
"Ek, Dan",15,S15,dan,Tue,,4,,
"Student, Test",99,,test,Mon,,,,
"""
MOODLE_HEADER = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"\n'
)
MOODLE = f"""{MOODLE_HEADER}"Participant 301","Ann Smith",ann@example.org,Submitted,,10.00,Yes,"Mon, 12:00",-,"a, <b>"
"Participant 302","Ann Lee",lee1@example.org,Submitted,,10.00,Yes,-,-,
"Participant 303","Ann Lee",lee2@example.org,Submitted,2.00,10.00,Yes,-,-,
"Participant 304","Bob Doe",bob@example.org,Submitted,,10.00,No,-,-,
"Participant 305","Cem Er",cem@example.org,"No submission",,10.00,Yes,-,-,
"""


def sheet(folder: Path, text: str) -> Sheet:
    path = folder / "gradebook.csv"
    path.write_bytes(text.encode())
    return Sheet(path)


def written(found: Sheet, folder: Path) -> str:
    found.write(folder / "filled.csv")
    return (folder / "filled.csv").read_bytes().decode()


def others(text: str, column: str) -> list[list[str]]:
    """Every cell but those of a column."""
    header, *rows = csv.reader(io.StringIO(text))
    at = header.index(column)
    return [[cell for place, cell in enumerate(row) if place != at] for row in (header, *rows)]


def test_canvas_takes_the_marks_and_nothing_else_is_touched(made, tmp_path):
    results = [
        made("smithann", id="10", outcomes={"08.1": "failed"}),
        made("doebob", id="11", outcomes={"08.2": "failed"}),
        made("leeann", key="leeann-12", id="12", outcomes={"08.1": "failed", "08.2": "failed"}),
        made("leeann", key="leeann-13", id="13", outcomes={"08": "review"}),
        made("ercem", id="14"),
        made("ekdan", id="15", outcomes={"08": "missing"}, files=[]),
        made("guestgus", id="16"),
    ]
    found = sheet(tmp_path, CANVAS)
    done = fill_canvas(found, results, "4711", scale=False, zeros=False)
    text = written(found, tmp_path)
    column = "HW3 dropout (4711)"
    assert canvas_reads(text, column) == {"10": 9, "11": 8, "12": 7, "14": "EX", "15": 4}
    assert others(text, column) == others(CANVAS, column)
    assert canvas_reads(text, "HW2 (4710)") == canvas_reads(CANVAS, "HW2 (4710)")
    assert (done.filled, done.waiting, done.kept, done.empty, done.unknown) == (
        *(3, ["leeann (13)"], ["ercem"], ["ekdan"], ["guestgus"]),
    )
    again = sheet(tmp_path, text)
    assert fill_canvas(again, results, "HW3 dropout", scale=False, zeros=True).equal == 3
    assert canvas_reads(written(again, tmp_path), column)["15"] == 0


def test_canvas_with_semicolons_a_mark_of_order_and_other_line_ends(made, tmp_path):
    text = "\ufeff" + CANVAS.replace('"Smith, Ann"', "Smith Ann").replace(",", ";").replace("\n", "\r\n")
    found = sheet(tmp_path, text)
    half = made("smithann", id="10")
    half.exercises[0].decisions = [Decision(tuple(check.name for check in half.exercises[0].checks), 8.5, "Why", "TA")]
    fill_canvas(found, [half], column="4711", scale=False, zeros=False)
    back = written(found, tmp_path)
    assert canvas_reads(back, "HW3 dropout (4711)")["10"] == 8.5
    assert back == text.replace("Smith Ann;10;S10;asmith;Mon;7.5;;", "Smith Ann;10;S10;asmith;Mon;7.5;8.5;")


def test_who_is_known_by_login_or_e_mail_or_a_name_of_ones_own_gets_the_mark(made, tmp_path):
    results = [
        made("asmith"),
        made("Robert", id="77", email="bob@example.org", outcomes={"08.1": "failed"}),
        made("Dan Ek", id="1234", outcomes={"08.2": "failed"}),
        made("Ann Lee", id="14"),  # two bear the name, and 14 is somebody else's number there
    ]
    found = sheet(tmp_path, CANVAS)
    done = fill_canvas(found, results, "4711", scale=False, zeros=False)
    assert canvas_reads(written(found, tmp_path), "HW3 dropout (4711)") == {"10": 10, "11": 9, "14": "EX", "15": 8}
    assert done.unknown == ["Ann Lee"]


def test_points_that_are_counted_otherwise_are_converted_on_request_alone(made, tmp_path):
    double = [replace(made("smithann", id="10", outcomes={"08.1": "failed"}), weights={"08_dropout": 3.0})]
    with pytest.raises(BadFile, match="The column counts 10 points, and the report 30"):
        fill_canvas(sheet(tmp_path, CANVAS), double, "4711", scale=False, zeros=False)
    found = sheet(tmp_path, CANVAS)
    fill_canvas(found, double, "4711", scale=True, zeros=False)
    assert canvas_reads(written(found, tmp_path), "HW3 dropout (4711)")["10"] == 9


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        (
            CANVAS,
            "",
            "Which column is it? Name one with --column. The assignments are: HW2 (4710); HW3 dropout (4711).",
        ),
        (CANVAS, "4712", "0 columns fit '4712'."),
        (CANVAS.replace("Section", "Group"), "4711", "is not a gradebook of Canvas"),
        (CANVAS.replace("10,10,(read", "10,10 (read only),(read"), "4711", "the column is read only"),
        ("name,points\n", "", "is not a gradebook of Canvas"),
        ("", "", "is empty"),
        ('Student,ID\n"broken', "", "is not a CSV file"),
    ],
)
def test_a_gradebook_that_cannot_be_filled_is_named(made, tmp_path, text, column, words):
    with pytest.raises(BadFile) as error:
        fill_canvas(sheet(tmp_path, text), [made("smithann", id="10")], column, scale=False, zeros=False)
    assert words in str(error.value)


def test_two_students_never_get_one_row(made, tmp_path):
    results = [made("smithann", key="a", id="10"), made("smithann", key="b", id="10")]
    with pytest.raises(BadFile, match="would both get the mark in line 4, Smith, Ann"):
        fill_canvas(sheet(tmp_path, CANVAS), results, "4711", scale=False, zeros=False)


def test_moodle_takes_the_marks_and_comments_and_dates_stay(made, tmp_path):
    results = [
        made("Ann Smith", id="301", outcomes={"08.1": "failed"}),
        made("Ann Lee", key="lee-1", id="302"),
        made("Ann Lee", key="lee-2", id="20", system_id="303", outcomes={"08.2": "failed"}),
        made("Bob Doe", id="304"),
        made("Cem Er", id="305", outcomes={"08": "review"}),
        made("Team Blue", id="305"),  # a team's number, which is a student's by chance
    ]
    found = sheet(tmp_path, MOODLE)
    done = fill_moodle(found, results, scale=False, zeros=False)
    text = written(found, tmp_path)
    assert moodle_reads(text) == {301: 9, 302: 10, 303: 8}
    assert others(text, "Grade") == others(MOODLE, "Grade")
    assert (done.waiting, done.kept, done.unknown) == (["Cem Er"], ["Bob Doe"], ["Team Blue"])
    with pytest.raises(BadFile, match="is not a grading worksheet of Moodle"):
        fill_moodle(sheet(tmp_path, MOODLE.replace("Identifier", "ID")), results, scale=False, zeros=False)


def test_moodle_with_names_hidden(made, tmp_path):
    header = MOODLE_HEADER.replace('"Full name","Email address",', "")
    found = sheet(tmp_path, f'{header}"Participant 301",x,,10.00,Yes,-,-,\n')
    done = fill_moodle(found, [made("Participant 301", id="301"), made("Ann Smith", id="301")], False, False)
    assert moodle_reads(written(found, tmp_path)) == {301: 10}
    assert done.unknown == ["Ann Smith"]


@pytest.fixture
def report(made, tmp_path: Path) -> Path:
    """A report's folder with three students."""
    folder = tmp_path / "report"
    results = [
        made("smithann", id="10", outcomes={"08.2": "failed"}),
        made("doebob", id="11", outcomes={"08": "review"}),
        made("=ekdan", key="ek", id="15", outcomes={"08": "missing"}, files=[]),
    ]
    write_json(folder / "staff" / "run.json", {"run": "r"})
    for result in results:
        write_json(folder / "staff" / "results" / f"{result.key}.json", result.to_json())
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["export", *map(str, arguments)])


def test_the_command_names_who_is_left_out(report, tmp_path):
    (tmp_path / "g.csv").write_text(CANVAS)
    done = run("canvas", report, tmp_path / "g.csv", "--column", "4711", "--to", tmp_path / "filled.csv")
    assert done.exit_code == 3, done.output
    assert "1 mark written" in done.output
    assert "Waits for a person, so no mark was written: doebob." in " ".join(done.output.split())
    assert canvas_reads((tmp_path / "filled.csv").read_text(), "HW3 dropout (4711)")["10"] == 8
    same = run("canvas", report, tmp_path / "g.csv", "--column", "4711", "--to", tmp_path / "g.csv")
    assert same.exit_code == 2
    assert "Name another one for --to" in same.output
    nothing = run("canvas", tmp_path, tmp_path / "g.csv", "--to", tmp_path / "x.csv")
    assert (nothing.exit_code, "holds no report" in nothing.output) == (2, True)


def test_a_plain_table(report, tmp_path):
    assert run("plain", report, "--to", tmp_path / "p.csv").exit_code == 3
    with (tmp_path / "p.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert {key: (row["name"], row["points"], row["of"], row["state"]) for key, row in rows.items()} == {
        "10": ("smithann", "8", "10", "graded"),
        "11": ("doebob", "", "10", "waits for a person"),
        "15": ("'=ekdan", "0", "10", "nothing handed in"),
    }


def test_results_for_gradescope(report, tmp_path, made):
    assert run("gradescope", report, "--to", tmp_path / "gs").exit_code == 3
    assert sorted(path.name for path in (tmp_path / "gs").iterdir()) == ["ek", "smithann"]
    found = json.loads((tmp_path / "gs" / "smithann" / "results.json").read_text())
    assert found["score"] == sum(test["score"] for test in found["tests"]) == 8
    assert sum(test["max_score"] for test in found["tests"]) == 10
    assert {test["number"]: test["status"] for test in found["tests"] if test["status"] != "passed"} == {
        "08.2": "failed"
    }
    names = ["hidden", "after_due_date", "after_published", "visible"]
    assert {test["visibility"] for test in found["tests"]} <= set(names)
    decided = made("Ann")
    decided.exercises[0].decisions = [
        Decision(tuple(each.name for each in decided.exercises[0].checks), 9, "Why", "TA")
    ]
    told = gradescope_results(decided)
    assert (told["score"], "Reason: Why" in told["output"]) == (9, True)
    assert not any("score" in test for test in told["tests"])


@pytest.mark.parametrize(
    ("outcome", "files", "words"),
    [
        ("missing", [], "Nothing was handed in that can be graded"),
        ("missing", ["answer.pdf"], "A person has to look at this"),
        ("review", ["a.py"], "A person has to look at this"),
        ("grader fault", ["a.py"], "The grader itself failed. This is not your mistake"),
        ("passed", ["a.py"], ""),
    ],
)
def test_gradescope_is_told_where_points_are_not_a_mark(made, outcome, files, words):
    told = gradescope_results(made("Ann", outcomes={"08": outcome}, files=files))
    first, *others = told["output"].splitlines()
    assert first.startswith(words or "Sandbox: tier A")
    assert len(others) == bool(words)
