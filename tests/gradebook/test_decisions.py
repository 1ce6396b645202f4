"""Points that a person decided: read from overrides.csv and [void], put on results, and shown as what they are."""

import csv
from pathlib import Path

import pytest

from autograder.gradebook.decisions import Decisions
from autograder.gradebook.overrides import read_overrides
from autograder.gradebook.tables import BadFile
from autograder.grading.batch import SubmissionResult
from autograder.grading.state import state_of
from autograder.reports.feedback import render_feedback
from autograder.reports.grades import write_grades
from autograder.reports.summary import happened

HEADER = "student,exercise,check,points,reason,by\n"


def overrides(folder: Path, text: str) -> list:
    path = folder / "overrides.csv"
    path.write_text(text, encoding="utf-8-sig")
    return read_overrides(path)


@pytest.fixture
def decided(tmp_path: Path):
    def decide(text: str, *results: SubmissionResult, voids: dict | None = None) -> list[SubmissionResult]:
        decisions = Decisions(overrides(tmp_path, HEADER + text), voids or {}, results)
        assert not decisions.unknown
        return [decisions(result) for result in results]

    return decide


def test_one_check_is_decided_by_name_or_number_and_nothing_else_changes(decided, made):
    for check in ("survivors_are_scaled", "08.2"):
        ann, bob = decided(
            f'ann,08,{check},1.5,"Unclear, by the text.",M. Weber\n',
            made("Ann", outcomes={"08.2": "failed"}),
            made("Bob", outcomes={"08.2": "failed"}),
        )
        assert (ann.earned, bob.earned) == (9.5, 8)
        assert ann.exercises[0].checks == bob.exercises[0].checks
        assert happened(ann) == "failed 08.2; decided by a person 08.2"
        page = render_feedback(ann)
        assert "Decided by a person (M. Weber): 1.5 of 2 points for 08.2. Reason: Unclear, by the text." in page
        assert "9.5 of 10 points" in page
        assert "Decided" not in render_feedback(bob)
    assert SubmissionResult.from_json(ann.to_json()) == ann


def test_a_function_and_a_whole_exercise_are_decided_together(decided, made, tmp_path):
    ann, bob = decided(
        "Ann,08,dropout,3,Graded by hand,TA\nbob@example.org,08,,7,Two files,TA\n",
        made("Ann"),
        made("Bob", outcomes={"08": "review"}, email="Bob@example.org"),
    )
    own = [check for check in ann.exercises[0].checks if check.function == "dropout"]
    others = sum(check.points for check in ann.exercises[0].checks) - sum(check.points for check in own)
    assert len(own) > 1
    assert ann.earned == 3 + others
    assert (bob.earned, state_of(bob)) == (7, "graded")
    write_grades(tmp_path / "grades.csv", [ann, bob])
    with (tmp_path / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    # No column says how the points of one decision divide among its checks.
    assert [row[check.id] for row in rows[:1] for check in own] == [""] * len(own)
    assert (rows[1]["points"], rows[1]["state"]) == ("7", "graded")


def test_each_run_begins_anew_so_that_a_line_that_went_takes_its_points_along(decided, made):
    [ann] = decided("ann,08,,3,Why,TA\n", made("Ann"))
    [again] = decided("", ann)
    assert (ann.earned, again.earned) == (3, 10)


def test_a_void_check_gives_its_points_to_whoever_handed_in_and_an_override_stands_above_it(decided, made):
    voids = {"08_dropout": {"test_survivors_are_scaled": "The text was unclear."}}
    ann, bob, cem = decided(
        "bob,08,08.2,1,By hand,TA\n",
        made("Ann", outcomes={"08.2": "failed"}),
        made("Bob", outcomes={"08.2": "failed"}),
        made("Cem", outcomes={"08": "missing"}),
        voids=voids,
    )
    assert (ann.earned, bob.earned, cem.earned) == (10, 9, 0)
    assert happened(ann) == "failed 08.2; void 08.2"
    page = render_feedback(ann)
    assert "08.2 gives its points to everyone who handed it in: 2 of 2. Reason: The text was unclear." in page
    assert state_of(cem) == "nothing handed in"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ann,08,,11,Why,TA", "line 2, points: 11 is not between 0 and 10"),
        ("ann,08,,-1,Why,TA", "line 2, points"),
        ("ann,08,,nan,Why,TA", "nan is not a number"),
        ("ann,08,,two,Why,TA", "two is not a number"),
        ("ann,08,,2,,TA", "line 2, reason: it is empty"),
        ("ann,08,,2,Why,", "line 2, by: it is empty"),
        (",08,,2,Why,TA", "line 2, student: it is empty"),
        ("ann,77,,2,Why,TA", "line 2, exercise: There is no exercise '77'"),
        ("ann,08,scaled,2,Why,TA", "line 2, check: 08_dropout has no check or function scaled. Checks: "),
        ("ann,08,,2,Why, because,TA", "line 2: 7 cells, and the header has 6"),
        ('ann,08,,2,"Why,TA', "line 2"),
    ],
)
def test_a_line_that_cannot_be_is_named(tmp_path: Path, line: str, words: str):
    with pytest.raises(BadFile) as error:
        overrides(tmp_path, f"{HEADER}{line}\n")
    assert str(error.value).startswith("overrides.csv")
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "overrides.csv is empty. Its first line has to be: student,exercise,points,reason,by"),
        ("student,exercise,points,by\n", "line 1: the column reason is missing"),
        ("student,exercise,points,reasons,by\n", "there is no column reasons. Did you mean reason?"),
        ("student,student,points,reason,by\n", "two columns student"),
    ],
)
def test_a_header_that_cannot_be_is_named(tmp_path: Path, text: str, words: str):
    with pytest.raises(BadFile) as error:
        overrides(tmp_path, text)
    assert words in str(error.value)


def test_semicolons_and_decimal_commas_are_read_as_well(tmp_path: Path):
    [found] = overrides(tmp_path, HEADER.replace(",", ";") + "\nann;08;;2,5;Why;TA\n")
    assert found.decision.points == 2.5


def test_whom_a_line_is_about_has_to_be_clear(tmp_path: Path, made):
    people = [made("Ann Lee", key="lee-1"), made("Ann Lee", key="lee-2")]
    lines = overrides(tmp_path, HEADER + "Ann Lee,08,,2,Why,TA\n")
    with pytest.raises(BadFile, match=r"line 2, student: 2 are called Ann Lee. Write a key: lee-1, lee-2."):
        Decisions(lines, {}, people)
    decisions = Decisions(overrides(tmp_path, HEADER + "lee-2,08,,2,Why,TA\nZoe,08,,2,Why,TA\n"), {}, people)
    assert [decisions(person).earned for person in people] == [10, 2]
    assert [override.student for override in decisions.unknown] == ["Zoe"]


def test_two_lines_about_one_check_are_refused(tmp_path: Path, made):
    lines = overrides(tmp_path, HEADER + "ann,08,08.2,2,Why,TA\nbob,08,,2,Why,TA\nAnn,08,dropout,2,Why,TA\n")
    with pytest.raises(BadFile, match="lines 2 and 4: both decide about the same check"):
        Decisions(lines, {}, [made("Ann"), made("Bob")])
