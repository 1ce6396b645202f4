"""Everybody on the roster once, in whatever way a course system names them; nobody lost, nobody twice."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.gradebook.enrolment import enrol
from autograder.gradebook.people import those_called
from autograder.gradebook.records import Records
from autograder.gradebook.roster import Person
from autograder.grading.folder import write_json
from autograder.nbgrader_course.verdicts import Verdicts
from autograder.submissions import Submission, Work, read_submissions

EXERCISE = "08_dropout"
CODE = "def dropout():\n    return {}\n"
PEOPLE = [
    Person("10", "Smith, Ann", "ann@example.org", "asmith", "Mon"),
    Person("11", "Bob Doe", "bob@example.org", "bdoe", "Tue"),
    Person("12", "Ann Lee", "lee1@example.org", "alee1"),
    Person("13", "Ann Lee", "lee2@example.org", "alee2"),
    Person("14", "Zoë O'Neil-Ünlü", "zoe@example.org", "zoe"),
]
METADATA = "".join(
    f"submission_90{at}:\n  :submitters:\n  - :name: {person.name.replace(', ', ' ')!r}\n    :sid: '{person.id}'\n"
    for at, person in enumerate(PEOPLE[:4])
)
LAYOUTS = {
    "canvas": {
        "smithann_10_555_08_dropout-1.py": 0,
        "doebob_LATE_11_557_08_dropout.py": 1,
        "leeann_12_558_08_dropout.py": 2,
        "leeann_13_559_08_dropout.py": 3,
    },
    "moodle": {
        "Smith Ann_301_assignsubmission_file/08_dropout.py": 0,
        "Bob Doe_302_assignsubmission_file/08_dropout.py": 1,
    },
    "gradescope": {f"submission_90{at}/08_dropout.py": at for at in range(4)},
    "github": {
        f"hw-2-submissions/hw-2-{login}/08_dropout.py": at
        for at, login in enumerate(("asmith", "BDoe", "alee1", "alee2"))
    },
    "nbgrader": {
        f"submitted/{login}/hw2/08_dropout.py": at for at, login in enumerate(("asmith", "bdoe", "alee1", "alee2"))
    },
    "plain": {
        "Ann Smith/08_dropout.py": 0,
        "bob@example.org/08_dropout.py": 1,
        "12/08_dropout.py": 2,
        "13/08_dropout.py": 3,
    },
}


def read(folder: Path, files: dict[str, int]) -> list[Submission]:
    for name, at in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(CODE.format(at))
    if any(name.startswith("submission_") for name in files):
        (folder / "submission_metadata.yml").write_text(METADATA)
    return read_submissions(folder, [EXERCISE], folder.parent / "unpacked")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_gives_everybody_the_same_row(tmp_path: Path, layout: str):
    files = LAYOUTS[layout]
    enrolment = enrol(read(tmp_path / "class", files), PEOPLE, [EXERCISE], None)
    assert enrolment.strangers == []
    assert [each.student for each in enrolment.submissions] == [person.name for person in PEOPLE]
    assert [each.key for each in enrolment.submissions] == ["10", "11", "12", "13", "14"]
    assert [each.section for each in enrolment.submissions] == ["Mon", "Tue", "", "", ""]
    for at, submission in enumerate(enrolment.submissions):
        [work] = submission.works
        assert work.content == (CODE.format(at).encode() if at in files.values() else None)
        assert work.outcome == ("found" if at in files.values() else "missing")


def submission(student: str, code: str = "x", **fields: object) -> Submission:
    work = Work(EXERCISE, name="08_dropout.py", content=code.encode())
    return Submission(student, student.casefold().replace(" ", "-"), (work,), likeness=code, **fields)


def test_a_name_that_two_bear_is_given_to_neither():
    found = [submission("Ann Lee"), submission("Zoë ONeil-Ünlü"), submission("Someone Else")]
    enrolment = enrol(found, PEOPLE, [EXERCISE], None)
    assert [each.student for each in enrolment.strangers] == ["Ann Lee", "Someone Else"]
    assert len(enrolment.submissions) == len(PEOPLE) + 2
    assert enrolment.submissions[4].works[0].outcome == "found"


def test_a_number_of_the_systems_own_is_not_taken_for_a_students(tmp_path: Path):
    """Moodle counts hand-ins: its 10 and 12 are Bob's and Zoë's here, not those of Ann Smith and Ann Lee."""
    files = {
        "Bob Doe_10_assignsubmission_file/08_dropout.py": 1,
        "Zoë ONeil-Ünlü_12_assignsubmission_file/08_dropout.py": 4,
        "Smith Jo_13_assignsubmission_file/08_dropout.py": 3,
    }
    enrolment = enrol(read(tmp_path / "class", files), PEOPLE, [EXERCISE], None)
    assert [each.works[0].outcome for each in enrolment.submissions[:5]] == [
        *("missing", "found", "missing", "missing", "found")
    ]
    assert [each.student for each in enrolment.strangers] == ["Smith Jo"]
    # A number of Canvas' that is somebody else's in the roster.
    found = [submission("doebob", id="10"), submission("guestgus", id="12")]
    enrolment = enrol(found, PEOPLE, [EXERCISE], None)
    assert enrolment.submissions[1].works[0].outcome == "found"
    assert [each.student for each in enrolment.strangers] == ["guestgus"]
    blind = [submission("anon_10", id="10")]
    assert enrol(blind, PEOPLE, [EXERCISE], None).submissions[0].works[0].outcome == "found"


def test_the_latest_of_several_counts_and_a_person_decides_where_that_is_not_known():
    early = submission("bdoe", "1", submitted_at="2026-10-12T20:00:00+00:00")
    late = submission("Bob Doe", "2", id="11", submitted_at="2026-10-12T22:00:00+00:00")
    bob = enrol([early, late], PEOPLE, [EXERCISE], None).submissions[1]
    assert (bob.works[0].content, bob.attempts) == (b"2", 2)
    assert bob.notes == ("the latest of 2 submissions counts; not graded: bdoe",)
    unknown = [submission("bdoe", "1"), submission("Bob Doe", "2", id="11")]
    bob = enrol(unknown, PEOPLE, [EXERCISE], None).submissions[1]
    assert bob.works[0].outcome == "review"
    assert "2 submissions are this student's" in bob.works[0].reason
    same = [submission("bdoe", "1"), submission("Bob Doe", "1", id="11")]
    assert enrol(same, PEOPLE, [EXERCISE], None).submissions[1].works[0].outcome == "found"


def test_how_late_something_came_follows_from_its_time_and_a_persons_own_due():
    due = datetime(2026, 10, 12, 21, 59, tzinfo=UTC)
    people = [*PEOPLE[:2], Person("15", "Cem", own_due=datetime(2026, 10, 14, tzinfo=UTC))]
    at = "2026-10-12T22:00:30+00:00"
    found = [
        submission("asmith", submitted_at=at),
        submission("bdoe", submitted_at="2026-10-12T21:59:00+00:00", late=True),
        submission("Cem", submitted_at=at),
        submission("Nobody", late=True),
    ]
    ann, bob, cem, stranger = enrol(found, people, [EXERCISE], due).submissions
    assert (ann.late, ann.late_by) == (True, 90)
    assert (bob.late, bob.late_by) == (False, 0)
    assert (cem.late, cem.late_by) == (False, 0)
    assert (stranger.late, stranger.late_by) == (True, 0)


def test_how_late_something_came_is_known_without_a_roster(tmp_path: Path):
    (tmp_path / "course.toml").write_text('[assignments.hw3]\nexercises = ["08"]\ndue = 2026-10-12T21:59:00Z\n')
    records = Records.read(tmp_path / "course.toml", "hw3", None)
    [found] = records.enrolled([submission("ann", submitted_at="2026-10-12T22:00:30+00:00")], [EXERCISE]).submissions
    assert (found.late, found.late_by) == (True, 90)


def test_a_stranger_whose_key_is_taken_gets_another():
    found = enrol([submission("11"), submission("10 ", "y", id="99")], PEOPLE[:1], [EXERCISE], None)
    keys = [each.key for each in found.submissions]
    assert len(set(keys)) == 3


@pytest.mark.parametrize("own", ["verdicts/staff", "verdicts/ps1/staff", "verdicts", "verdicts/older"])
def test_nbgrader_finds_the_verdict_of_a_student_whom_the_roster_calls_otherwise(tmp_path: Path, made, own: str):
    read(tmp_path / "class", {"submitted/asmith/ps1/08_dropout.py": 0})
    submitted = tmp_path / "class" / "submitted"
    enrolled = enrol(read_submissions(submitted, [EXERCISE], tmp_path / "unpacked"), PEOPLE, [EXERCISE], None)
    ann = enrolled.submissions[0]
    assert (ann.key, ann.system_id) == ("10", "asmith")
    assert those_called("asmith", enrolled.submissions) == [ann]
    options = {"exercises": [EXERCISE], "submissions": str(submitted)}
    write_json(tmp_path / own / "run.json", {"options": options})
    result = made("Smith, Ann", key="10", digest=ann.digest, system_id=ann.system_id)
    write_json(tmp_path / own / "results" / "10.json", result.to_json())
    assert Verdicts(submitted, tmp_path / "verdicts").of("asmith", EXERCISE, "ps1", [EXERCISE]).earned == 10
