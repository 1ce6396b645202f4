"""docs/course-map.md: its course file can be read, and grades what its table says of each week."""

import re
from pathlib import Path

import pytest

from autograder.course.exercise import find_exercise, whole_course
from autograder.gradebook.course_file import Course, read_course

KIT = Path(__file__).parents[2]
PAGE = (KIT / "docs" / "course-map.md").read_text("utf-8")
INTRODUCTION = "00_welcome"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    (block,) = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    path = tmp_path / "course.toml"
    path.write_text(block, encoding="utf-8")
    return read_course(path)


def weeks() -> dict[str, list[str]]:
    """The exercises of each week, as the table has them."""
    rows = re.findall(r"^\| (\d) \|[^|]*\| ([\d, ]+) \|", PAGE, re.MULTILINE)
    return {f"week-{week}": [find_exercise(number).name for number in numbers.split(", ")] for week, numbers in rows}


def test_the_course_file_grades_what_the_table_says(course: Course):
    table = weeks()
    graded = {name: list(assignment.exercises) for name, assignment in course.assignments.items()}
    assert {name: graded[name] for name in table} == {
        name: [exercise for exercise in exercises if exercise != INTRODUCTION] for name, exercises in table.items()
    }


def test_every_exercise_has_its_place(course: Course):
    named = [exercise for assignment in course.assignments.values() for exercise in assignment.exercises]
    assert sorted([INTRODUCTION, *named]) == [exercise.name for exercise in whole_course()]


def test_weeks_are_due_one_after_the_other(course: Course):
    due = [course.assignments[name].due for name in weeks()]
    assert None not in due
    assert due == sorted(set(due))
    assert course.assignments["extra"].due is None


def test_the_minutes_are_those_of_the_readme():
    listed = re.findall(r"^\| (\d\d) \|[^|]*\| (\d+) \|", (KIT / "README.md").read_text("utf-8"), re.MULTILINE)
    minutes = {number: int(each) for number, each in listed}
    rows = re.findall(r"^\| \d \|[^|]*\| ([\d, ]+) \| (\d+) \|", PAGE, re.MULTILINE)
    assert rows
    assert [int(each) for _, each in rows] == [sum(minutes[one] for one in numbers.split(", ")) for numbers, _ in rows]
