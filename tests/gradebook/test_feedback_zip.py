"""Feedback zips, read back by the rules of Canvas' and Moodle's importers: each page reaches its own student alone."""

import ast
import io
import json
import os
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from importers import canvas_takes, moodle_takes

from autograder.cli import cli
from autograder.gradebook.feedback_zip import write_canvas_feedback, write_moodle_feedback
from autograder.gradebook.returning import Line
from autograder.gradebook.tables import BadFile
from autograder.grading.folder import write_json

DOWNLOAD = [
    "smithann_10_555_08_dropout-1.py",
    "smithann_10_554_helpers.py",
    "doebob_LATE_11_557_08_dropout.ipynb",
    "leeann_12_558_08_dropout.py",
    "leeann_13_559_hw.zip",
    "oneilcem_14_text.html",
    "ekdan_15_560_link_08_dropout.pdf",
    "77_16_561_08_dropout.py",
    "__MACOSX/._smithann_10_555_08_dropout-1.py",
]
# User -> the attachments of the latest attempt, as Canvas has them.
ATTACHMENTS = {"10": {"554", "555"}, "11": {"557"}, "12": {"558"}, "13": {"559"}, "15": {"560"}, "16": {"561"}}


def rows(*people: tuple[str, str, str]) -> dict[str, Line]:
    """Key, name and number."""
    return {key: Line(index, name, number, frozenset()) for index, (key, name, number) in enumerate(people, start=1)}


def download(folder: Path, names: list[str]) -> Path:
    path = folder / "submissions.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return path


def test_canvas_hands_each_student_their_own_page(made, tmp_path):
    people = [("a", "smithann", "10"), ("b", "doebob", "11"), ("c", "leeann", "12"), ("d", "leeann", "13")]
    people += [("e", "oneilcem", "14"), ("f", "ekdan", "15"), ("g", "77", "16")]
    results = [made(f"Student {number}", key=key, id=number) for key, _, number in people]
    results[0].exercises[0].file = "08_dropout-1.py"
    results += [made("waits", key="w", outcomes={"08": "review"}), made("stranger", key="s")]
    path = tmp_path / "feedback.zip"
    left_out = write_canvas_feedback(
        path, download(tmp_path, DOWNLOAD), results, rows(*people, ("w", "smithann", "10"))
    )
    assert left_out == ["Student 14", "Student 15", "Student 16"]
    taken = canvas_takes(path, ATTACHMENTS)
    assert {user: attachment for user, (attachment, _) in taken.items()} == {
        "10": "555",
        "11": "557",
        "12": "558",
        "13": "559",
    }
    texts = {user: data.decode() for user, (_, data) in taken.items() if user != "13"}
    with zipfile.ZipFile(io.BytesIO(taken["13"][1])) as inner:
        texts["13"] = inner.read("feedback.html").decode()
    for user, text in texts.items():
        assert f"Feedback for Student {user}" in text
        assert text.count("Feedback for ") <= 2
    assert ast.parse(texts["10"]).body == []
    assert json.loads(texts["11"])["nbformat"] == 4


def test_a_page_in_a_python_file_is_comments_whatever_was_written(made, tmp_path):
    result = made("A\nimport os\r\x0cimport os\u2028import os\x85import os", key="a", id="10")
    result.exercises[0].checks[0].notes = ["x\ry\nz\u2029import os"]
    path = tmp_path / "feedback.zip"
    write_canvas_feedback(path, download(tmp_path, DOWNLOAD), [result], rows(("a", "x", "10")))
    (page,) = [data for _, data in canvas_takes(path, ATTACHMENTS).values()]
    assert ast.parse(page.decode()).body == []


def test_moodle_hands_each_student_their_own_page(made, tmp_path):
    people = [("a", "Ann_12_x_y/..", "301"), ("b", "Bob: <Doe>", "302"), ("c", "", "303"), ("d", "~.", "304")]
    results = [made(f"Student {number}", key=key) for key, _, number in people]
    results += [made("nobody", key="x"), made("empty", key="e", outcomes={"08": "missing"}, files=[])]
    path = tmp_path / "feedback.zip"
    assert write_moodle_feedback(path, results, rows(*people, ("e", "Eve", "305"))) == []
    taken = moodle_takes(path)
    assert {number: name for number, (name, _) in taken.items()} == dict.fromkeys(range(301, 305), "feedback.html")
    for number, (_, data) in taken.items():
        assert f"<h1>Feedback for Student {number}</h1>" in data.decode()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
def test_a_name_that_is_no_text_has_no_place(made, tmp_path):
    (tmp_path / "class").mkdir()
    for name in (b"smithann_10_555_08_\xff.py", b"doebob_11_557_08_dropout.py"):
        (tmp_path / "class" / os.fsdecode(name)).touch()
    results = [made("Ann", key="a", id="10"), made("Bob", key="b", id="11")]
    path = tmp_path / "f.zip"
    left_out = write_canvas_feedback(path, tmp_path / "class", results, rows(("a", "Ann", "10"), ("b", "Bob", "11")))
    assert (left_out, list(canvas_takes(path, ATTACHMENTS))) == (["Ann"], ["11"])


def test_a_download_that_is_gone_is_named(made, tmp_path):
    with pytest.raises(BadFile, match="name it with --submissions"):
        write_canvas_feedback(tmp_path / "f.zip", tmp_path / "gone.zip", [made("a")], {})


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["export", *map(str, arguments)])


def test_the_commands(made, tmp_path):
    report, sheet, worksheet = tmp_path / "report", tmp_path / "g.csv", tmp_path / "w.csv"
    place = download(tmp_path, DOWNLOAD)
    write_json(report / "staff" / "run.json", {"run": "r", "options": {"submissions": str(place)}})
    for number, name in (("10", "smithann"), ("14", "oneilcem")):
        result = made(name, id=number)
        write_json(report / "staff" / "results" / f"{result.key}.json", result.to_json())
    sheet.write_text(
        "Student,ID,SIS Login ID,Section,HW3 (4711)\n    Points Possible,,,,10\n"
        '"Smith, Ann",10,,,\n"O\'Neil, Cem",14,,,\n'
    )
    canvas = ["canvas", report, sheet, "--to", tmp_path / "filled.csv", "--feedback"]
    done = run(*canvas, tmp_path / "f.zip")
    assert done.exit_code == 3, done.output
    assert "there is no place for it that the system would take: oneilcem." in " ".join(done.output.split())
    assert list(canvas_takes(tmp_path / "f.zip", ATTACHMENTS)) == ["10"]
    assert "another file of this command" in " ".join(run(*canvas, place).output.split())
    assert zipfile.ZipFile(place).namelist() == DOWNLOAD
    unpacked = tmp_path / "elsewhere"
    zipfile.ZipFile(place).extractall(unpacked)
    place.unlink()
    assert run(*canvas, tmp_path / "f.zip").exit_code == 2
    assert run(*canvas, tmp_path / "f.zip", "--submissions", unpacked).exit_code == 3
    worksheet.write_text(
        'Identifier,"Full name",Grade,"Maximum grade","Last modified (grade)"\n'
        "Participant 10,Ann Smith,,10.00,-\nParticipant 14,Cem ONeil,,10.00,-\n"
    )
    done = run("moodle", report, worksheet, "--to", tmp_path / "m.csv", "--feedback", tmp_path / "m.zip")
    assert done.exit_code == 0, done.output
    assert set(moodle_takes(tmp_path / "m.zip")) == {10, 14}


def test_the_pages_may_be_those_of_the_report(made, tmp_path):
    path = tmp_path / "f.zip"
    write_moodle_feedback(path, [made("a")], rows(("a", "Ann", "301")), lambda result: f"page of {result.key}")
    with zipfile.ZipFile(path) as archive:
        assert [archive.read(name) for name in archive.namelist()] == [b"page of a"]
