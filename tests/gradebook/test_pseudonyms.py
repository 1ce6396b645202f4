"""What students are called in a report that names nobody, and the way back."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from autograder.cli import cli
from autograder.gradebook.decisions import Decisions
from autograder.gradebook.overrides import read_overrides
from autograder.gradebook.pseudonyms import Pseudonyms
from autograder.gradebook.roster import Person, read_roster
from autograder.gradebook.tables import BadFile
from autograder.grading.batch import SubmissionResult
from autograder.grading.folder import write_json
from autograder.grading.key import RunKey
from autograder.nbgrader_course.verdicts import Verdicts
from autograder.submissions import Submission, read_submissions, safe_key

KEY = RunKey.from_hex("ab" * 16)
PEOPLE = [Person("10", "Smith, Ann", "ann@example.org", "asmith", pseudonym="Blue Whale"), Person("11", "Bob Doe")]
CLASS = [
    Submission("Smith, Ann", "10", (), id="10", email="ann@example.org", system_id="asmith", team="Ann and Bob"),
    Submission("Bob Doe", "11", (), id="11", team="Ann and Bob"),
    Submission("Finn Fox", "finn-fox-1", ()),
]


def made(
    submissions: Any = CLASS, key: RunKey = KEY, before: Pseudonyms | None = None, people: Any = PEOPLE
) -> Pseudonyms:
    return Pseudonyms.of(before, key, submissions, people, frozenset())


def names(found: Pseudonyms) -> dict[str, str]:
    return {alias.true_key: alias.pseudonym for alias in found.aliases}


def test_they_follow_from_the_key_and_from_nothing_else_that_is_known():
    first, second = names(made()), names(made(CLASS[::-1]))
    assert first == second
    assert first["10"] == "Blue Whale"
    other = names(made(key=RunKey.from_hex("ac" * 16)))
    assert [first[each] == other[each] for each in ("10", "11", "finn-fox-1")] == [True, False, False]
    assert names(made(CLASS[2:])) == {"finn-fox-1": first["finn-fox-1"]}


def test_a_whole_department_has_names_of_its_own():
    many = [Submission(f"S {number}", f"s-{number}", ()) for number in range(4000)]
    found = made(many)
    assert len({alias.pseudonym for alias in found.aliases}) == len({alias.key for alias in found.aliases}) == 4000
    assert all(safe_key(alias.pseudonym) == alias.pseudonym == alias.key for alias in found.aliases)


def test_no_made_name_is_a_name_in_the_class():
    first = names(made())["finn-fox-1"].split("-")
    named = [*CLASS, Submission(f"{first[0]} {first[1]}", "x", ())]
    assert not {*names(made(named))["finn-fox-1"].split("-")} & {*first[:2]}


def test_a_run_goes_on_with_those_that_it_began_with(tmp_path: Path):
    first = made()
    first.write(tmp_path)
    before = Pseudonyms.read(tmp_path)
    assert before is not None
    assert before.aliases == first.aliases
    again = made([replace(CLASS[0], email="new@example.org"), Submission("Eve", "12", ())], before=before, people=[])
    assert {key: name for key, name in names(again).items() if key != "12"} == names(first)
    result = SubmissionResult("Blue Whale", again.key("10"), "", "", [], [], {})
    assert again.resolved(result).email == "new@example.org"


def test_a_hidden_submission_says_nothing_of_its_student():
    found = made()
    hidden = [found.hidden(each, KEY) for each in CLASS]
    for one in hidden:
        assert (one.id, one.email, one.system_id, one.pseudonym) == ("", "", "", "")
        assert not {"Ann", "Bob", "Finn"} & {*one.student.replace(",", "").split(), *one.team.split()}
    assert (hidden[0].student, hidden[0].key) == ("Blue Whale", safe_key("Blue Whale"))
    assert hidden[0].team == hidden[1].team != ""
    assert hidden[2].team == ""


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"students": [{"odd": 1}]}'])
def test_a_file_that_cannot_be_read_is_as_if_it_were_not_there(tmp_path: Path, text: str):
    (tmp_path / "pseudonyms.json").write_text(text)
    assert Pseudonyms.read(tmp_path) is None


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("10,Ann Lee,Blue Whale\n11,Bob,blue whale", "line 3, pseudonym: blue whale is in line 2 as well"),
        ("10,Ann Lee,Lee-the-first", "line 2, pseudonym: it tells who it is: lee"),
        ("4711,Ann Lee,No. 4711", "it tells who it is: 4711"),
    ],
)
def test_a_rosters_pseudonym_that_cannot_be(tmp_path: Path, cells: str, words: str):
    (tmp_path / "roster.csv").write_text(f"id,name,pseudonym\n{cells}\n")
    with pytest.raises(BadFile, match=words):
        read_roster(tmp_path / "roster.csv")


def test_a_rosters_pseudonyms_are_read(tmp_path: Path):
    (tmp_path / "roster.csv").write_text("id,name,Pseudonym\n10,Ann Lee,Blue Whale\n11,Bob Doe,\n")
    assert [person.pseudonym for person in read_roster(tmp_path / "roster.csv")] == ["Blue Whale", ""]


@pytest.mark.parametrize("who", ["Blue Whale", "Smith, Ann", "asmith", "ann@example.org", "10"])
def test_people_decide_about_names_and_about_pseudonyms(tmp_path: Path, made_result: Callable[..., Any], who: str):
    (tmp_path / "o.csv").write_text(f'student,exercise,points,reason,by\n"{who}",08,7,"Ann was right",M. Weber\n')
    found = made()
    everybody = [found.named(each) for each in CLASS]
    decisions = Decisions(read_overrides(tmp_path / "o.csv"), {}, everybody)
    result = found.concealed(found.decided(decisions, made_result("Blue Whale", key=found.key("10"))))
    assert (result.earned, result.key) == (7, found.key("10"))
    assert result.exercises[0].decisions[0].reason == "Blue Whale was right"


@pytest.fixture
def made_result(made: Callable[..., Any]) -> Callable[..., Any]:
    return made


@pytest.fixture
def report(made_result: Callable[..., Any], tmp_path: Path) -> Path:
    """A report that names nobody."""
    folder = tmp_path / "report"
    found = made()
    write_json(folder / "staff" / "run.json", {"run": "r", "options": {"pseudonyms": True}})
    for each, outcomes in zip(CLASS, ({"08.2": "failed"}, {"08": "review"}, {}), strict=True):
        hidden = found.hidden(each, KEY)
        result = made_result(hidden.student, key=hidden.key, outcomes=outcomes, digest=each.digest)
        write_json(folder / "staff" / "results" / f"{result.key}.json", result.to_json())
    found.write(folder / "staff")
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, list(map(str, arguments)))


CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,HW (4711)\nPoints Possible,,,,,10\n"
    '"Smith, Ann",9001,10,asmith,M,\n"Doe, Bob",9002,11,bdoe,M,\n"Gil, Gus",9003,13,ggil,M,\n'
)
MOODLE = (
    'Identifier,"Full name","ID number","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)"\n'
    'Participant 301,"Ann Smith",10,ann@example.org,x,,10.00,Yes,-,-\n'
)


@pytest.mark.parametrize(("system", "text", "column"), [("canvas", CANVAS, "HW (4711)"), ("moodle", MOODLE, "Grade")])
def test_marks_go_back_under_the_names_that_the_system_knows(report: Path, tmp_path: Path, system, text, column):
    (tmp_path / "in.csv").write_text(text)
    done = run("export", system, report, tmp_path / "in.csv", "--to", tmp_path / "out.csv")
    assert done.exit_code == 3, done.output
    with (tmp_path / "out.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if "Smith" in str(row)]
    assert [row[column] for row in rows] == ["8"]
    assert "1 mark written" in done.output
    assert names(made())["finn-fox-1"] in done.output
    assert not [name for name in ("Ann", "Smith", "Bob", "Doe", "Finn", "Fox") if name in done.output]


def test_two_for_one_row_are_not_named(report: Path, tmp_path: Path):
    """Finn's number is Ann's login, so both would get the mark in Ann's line."""
    (tmp_path / "in.csv").write_text(CANVAS)
    who_is_who = report / "staff" / "pseudonyms.json"
    data = json.loads(who_is_who.read_text())
    data["students"][-1]["id"] = "asmith"
    who_is_who.write_text(json.dumps(data))
    done = run("export", "canvas", report, tmp_path / "in.csv", "--to", tmp_path / "out.csv")
    assert (done.exit_code, "would both get the mark in line 3." in done.output) == (2, True)
    assert not [name for name in ("Ann", "Smith", "Bob", "Doe", "Finn", "Fox") if name in done.output]


def test_without_the_file_marks_stay_and_all_else_goes_on(report: Path, tmp_path: Path):
    (tmp_path / "in.csv").write_text(CANVAS)
    (report / "staff" / "pseudonyms.json").unlink()
    done = run("export", "canvas", report, tmp_path / "in.csv", "--to", tmp_path / "out.csv")
    assert (done.exit_code, "staff/pseudonyms.json" in done.output) == (2, True)
    assert run("export", "plain", report, "--to", tmp_path / "p.csv").exit_code == 2
    assert run("insights", report).exit_code == 0
    assert run("compare", report, report).exit_code == 0
    assert run("explain", report, "Blue Whale", "08.2").exit_code == 0


def test_staff_ask_by_either_name_and_see_the_pseudonym(report: Path):
    texts = {
        run("explain", report, who, "08.2").output for who in ("Blue Whale", "smith, ann", "10", "ann@example.org")
    }
    assert len(texts) == 1
    [text] = texts
    assert text.startswith("Blue Whale (")
    assert not [name for name in ("Ann", "Smith", "asmith", "example.org") if name in text]
    near = run("explain", report, "Smith, An", "08.2")
    assert (near.exit_code, near.output.strip().endswith("Near: Blue Whale.")) == (2, True)


def test_reports_with_and_without_names_are_compared(report: Path, tmp_path: Path, made_result: Callable[..., Any]):
    named = tmp_path / "named"
    write_json(named / "staff" / "run.json", {"run": "r", "options": {}})
    for each in CLASS:
        result = made_result(each.student, key=each.key, digest=each.digest)
        write_json(named / "staff" / "results" / f"{each.key}.json", result.to_json())
    for pair in ((named, report), (report, named)):
        done = run("compare", *pair)
        assert "Blue Whale: 08 " in done.output
        assert not [name for name in ("Ann", "Smith", "Bob", "Doe", "Only in") if name in done.output]


def test_nbgrader_finds_its_students(tmp_path: Path, made_result: Callable[..., Any]):
    submitted = tmp_path / "submitted"
    (submitted / "asmith" / "ps1").mkdir(parents=True)
    (submitted / "asmith" / "ps1" / "08_dropout.py").write_text("def dropout(): pass\n")
    [handed_in] = read_submissions(submitted, ["08_dropout"], tmp_path / "unpacked")
    staff = tmp_path / "verdicts" / "staff"
    options = {"exercises": ["08_dropout"], "submissions": str(submitted), "pseudonyms": True}
    write_json(staff / "run.json", {"options": options})
    for known in (replace(handed_in, key="10", system_id="asmith"), handed_in):
        found = made([known])
        found.write(staff)
        hidden = found.hidden(known, KEY)
        result = made_result(hidden.student, key=hidden.key, digest=handed_in.digest)
        write_json(staff / "results" / f"{hidden.key}.json", result.to_json())
        assert Verdicts(submitted, tmp_path / "verdicts").of("asmith", "08_dropout", "ps1", ["08_dropout"]).earned == 10
