"""course.toml and roster.csv: what they may say, and messages that name line and key."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from autograder.gradebook.course_file import read_course
from autograder.gradebook.roster import read_roster
from autograder.gradebook.tables import BadFile

COURSE = """
zone = "Europe/Berlin"

[assignments.hw3]
exercises = ["08", "dropout", "09"]
due = 2026-10-12T23:59:00
weights = { "09" = 2 }

[assignments.hw4]
exercises = ["05"]
due = 2026-10-19T12:00:00Z

[void]
"08.2" = "The text was unclear."
"09.{}" = "So was this."
"""


def write(folder: Path, text: str) -> Path:
    (folder / "course.toml").write_text(text, encoding="utf-8")
    return folder / "course.toml"


def test_a_course(tmp_path: Path):
    from autograder.course.exercise import find_exercise
    from autograder.grading.catalogue import checks_of

    first = checks_of(find_exercise("09"))[0]
    (tmp_path / "roster.csv").write_text("id,name\n")
    course = read_course(write(tmp_path, COURSE.replace("{}", first.short_name)))
    hw3 = course.assignment("hw3")
    assert hw3.exercises == ("08_dropout", "09_augmentation")
    assert hw3.due is not None
    assert hw3.due.astimezone(UTC) == datetime(2026, 10, 12, 21, 59, tzinfo=UTC)
    assert hw3.weights == {"09_augmentation": 2}
    assert course.roster == tmp_path / "roster.csv"
    assert course.overrides is None
    assert course.voids == {
        "08_dropout": {"test_survivors_are_scaled": "The text was unclear."},
        "09_augmentation": {first.name: "So was this."},
    }
    with pytest.raises(BadFile, match=r"no assignment hw5 in the course file\. There are: hw3, hw4"):
        course.assignment("hw5")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = \n", "course.toml: Invalid value (at line 1"),
        ("\nassignment = 3\n", "line 2, assignment: there is no such key. Did you mean assignments?"),
        (
            '[assignments.hw3]\nexercises = ["08"]\ndu = 1\n',
            "line 3, assignments.hw3.du: there is no such key. Did you",
        ),
        ('[assignments.hw3]\n\nexercises = ["77"]\n', "line 3, assignments.hw3.exercises: There is no exercise '77'"),
        ("[assignments.hw3]\nexercises = 8\n", "line 2, assignments.hw3.exercises: it has to be text, or a list"),
        ("[assignments.hw3]\n", "line 1, assignments.hw3.exercises: it needs one exercise at least"),
        ("assignments = 3\n", "line 1, assignments: it has to be a table"),
        ('[assignments.a]\nexercises="08"\ndue=2026-10-12T23:59:00\n', "line 3, assignments.a.due: it has no zone"),
        ('[assignments.a]\nexercises="08"\ndue=2026-10-12\n', "due: Add the time"),
        ('[assignments.a]\nexercises="08"\ndue="2026-10-12"\n', "due: Write a date and time without quotation marks"),
        (
            '[assignments.a]\nexercises="08"\nweights={"09"=2}\n',
            "line 3, assignments.a.weights.09: 09_augmentation is not",
        ),
        ('[assignments.a]\nexercises="08"\n[assignments.a.weights]\n"08"=-1\n', "line 4, assignments.a.weights.08: -1"),
        ('zone = "Berlin/Europe"\n', "line 1, zone: 'Berlin/Europe' is not a zone"),
        ('roster = "people.csv"\n', "line 1, roster: there is no file people.csv beside course.toml"),
        ('exercises = "nowhere"\n', "line 1, exercises: There is no solutions/NN_topic.py"),
        ('[void]\n"08.3x" = "Why"\n', "line 2, void.08.3x: there is no such check. There are: 08."),
        ('[void]\n"08.2" = ""\n', "line 2, void.08.2: say why"),
        ('[void]\n08.2 = "Why"\n', "the name needs quotation marks"),
    ],
)
def test_what_cannot_be_is_named_with_line_and_key(tmp_path: Path, text: str, words: str):
    with pytest.raises(BadFile) as error:
        read_course(write(tmp_path, text))
    assert str(error.value).startswith("course.toml")
    assert words in str(error.value)


def roster(folder: Path, text: str):
    (folder / "roster.csv").write_text(text, encoding="utf-8-sig")
    return read_roster(folder / "roster.csv")


def test_a_roster_with_more_time(tmp_path: Path):
    ann, bob, cem = roster(
        tmp_path,
        'ID,Name,E-mail,login,Section,extension,shoe size\n10,"Smith, Ann",ann@example.org,asmith,Mon,,\n'
        "11,Bob,,,Tue,2 days,43\n12,Cem,,,,2026-10-20T12:00+02:00,\n",
    )
    due = datetime(2026, 10, 12, tzinfo=UTC)
    assert (ann.id, ann.name, ann.email, ann.login, ann.section) == (
        "10",
        "Smith, Ann",
        "ann@example.org",
        "asmith",
        "Mon",
    )
    assert (ann.due(due), bob.due(due)) == (due, due + timedelta(days=2))
    assert cem.due(due) == cem.due(None) == datetime(2026, 10, 20, 10, tzinfo=UTC)
    assert ann.due(None) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name\nAnn\n", "roster.csv, line 1: the column id is missing"),
        ("id,name,extensions\n", "Did you mean extension?"),
        ("id,name\n1,\n", "line 2, name: it is empty"),
        ("id,name\n1,Ann\n\n1,Bob\n", "line 4, id: 1 is in line 2 as well"),
        ("id,name,email\n1,Ann,a@b.c\n2,Bob,A@b.c\n", "line 3, email: A@b.c is in line 2 as well"),
        ("id,name,extension\n1,Ann,soon\n", "line 2, extension: soon is neither a length"),
        ("id,name,extension\n1,Ann,2026-10-20T12:00\n", "line 2, extension: 2026-10-20T12:00 has no zone"),
    ],
)
def test_a_roster_that_cannot_be_is_named(tmp_path: Path, text: str, words: str):
    with pytest.raises(BadFile) as error:
        roster(tmp_path, text)
    assert words in str(error.value)
