"""A whole course with the real nbgrader: build, generate, hand in, grade, feedback, export; both ways to a mark."""

import csv
import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from hand_in import CLASSROOM, hand_in
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader_here import Course

from autograder.cli import cli

EXERCISE = "08_dropout"
KEY = "00112233445566778899aabbccddeeff"
DUE = "2030-01-01 00:00:00 UTC"
SETTINGS = """
c.LateSubmissionPlugin.penalty_method = "zero"
c.Exchange.root = str(Path(__file__).resolve().parent / "exchange")
"""
STOCK = "\ndel c.Autograde.autograde_preprocessors\n"


def grade(course: Course, out: str, *exercises: str, timeout: float = 8) -> dict[str, dict[str, float]]:
    """`convlings grade` on what was handed in: points by student and exercise."""
    chosen = [part for name in exercises for part in ("--exercise", name)]
    arguments = ["--out", str(course.folder / out), "--key", KEY, "--timeout", str(timeout), "--plain", *chosen]
    done = CliRunner().invoke(cli, ["grade", str(course.folder / "submitted"), *arguments])
    assert done.exit_code in (0, 3), done.output  # 3: some wait for a person
    results = [json.loads(path.read_text()) for path in (course.folder / out / "staff" / "results").glob("*.json")]
    return {result["student"]: {each["exercise"]: each["earned"] for each in result["exercises"]} for result in results}


def copy_of(course: Course, folder: Path) -> Course:
    """Its settings, source, release and submissions, and a gradebook that knows the assignment."""
    for name in ("source", "submitted"):
        shutil.copytree(course.folder / name, folder / name)
    shutil.copy(course.folder / "nbgrader_config.py", folder)
    other = Course(folder)
    for assignment in sorted(path.name for path in (folder / "source").iterdir()):
        other.run("generate_assignment", assignment)
    return other


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The demo class' work on one exercise, and that of three more students."""
    folder = tmp_path_factory.mktemp("nbgrader") / "course"
    made = Course.build(folder, "08", "--question", "2", more=SETTINGS)
    made.run("generate_assignment", EXERCISE)
    students = hand_in(folder, EXERCISE, [EXERCISE])
    assert len(students) == 12
    submitted = folder / "submitted"
    for name in ("vera", "zoe"):
        shutil.copytree(submitted / "amira", submitted / name)
    # Two files with different code: a person has to choose.
    shutil.copy(CLASSROOM / "chiara" / f"{EXERCISE}.py", submitted / "vera" / EXERCISE)
    # A cell that ends the process that runs it.
    path = submitted / "zoe" / EXERCISE / f"{EXERCISE}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("import os\nos._exit(0)"))
    nbformat.write(notebook, path)
    (submitted / "bruno" / EXERCISE / "timestamp.txt").write_text("2030-01-02 00:00:00 UTC")
    return made


@pytest.fixture(scope="module")
def points(course: Course) -> dict[str, float]:
    """What `convlings grade` gives."""
    return {student: own[EXERCISE] for student, own in grade(course, "verdicts", "08").items()}


@pytest.fixture(scope="module")
def autograded(course: Course, points: dict[str, float]) -> Course:
    """After `nbgrader autograde` with the course's own settings."""
    with course.gradebook() as book:
        book.update_or_create_assignment(EXERCISE, duedate=DUE)
    course.run("autograde", EXERCISE)
    return course


def test_the_released_notebook_is_valid_and_holds_no_solution(course):
    path = course.folder / "release" / EXERCISE / f"{EXERCISE}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    MetadataValidator().validate_nb(notebook)
    graded = {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
    assert {name: own.points for name, own in graded.items()} == {
        "check-dropout": 4,
        "check-build_head": 3,
        "check-spread": 3,
    }
    assert all(own.locked and own.schema_version == 3 for own in graded.values())
    text = path.read_text()
    assert "SOLUTION" not in text
    assert "MARK SCHEME" not in text
    assert text.count("# YOUR CODE HERE") == 3
    assert "In your own words (2 points" in text


def test_both_graders_give_the_same_marks(autograded, points):
    assert points == {
        "amira": 10,
        "bruno": 10,
        "chiara": 8,
        "elif": 0,
        "farid": 0,
        "grace": 5,
        "hiro": 7,
        "ines": 0,
        "jonas": 7,
        "kofi": 10,
        "lena": 10,
        "mateo": 10,
        "vera": 0,
        # The cell that would end the process is not needed by an answer, so it is not run.
        "zoe": 10,
    }
    assert {student: own[EXERCISE] for student, own in autograded.scores(EXERCISE).items()} == points


def test_nobody_is_left_ungraded_and_what_waits_for_a_person_is_no_zero(autograded):
    cells = ["check-build_head", "check-dropout", "check-spread", "question"]
    with autograded.gradebook() as book:
        assert len(book.students) == 14
        grades = {
            submission.student.id: {grade.name: grade.auto_score for grade in submission.notebooks[0].grades}
            for submission in book.assignment_submissions(EXERCISE)
        }
    assert autograded.waiting(EXERCISE, "vera") == cells
    assert set(grades["vera"].values()) == {None}
    assert autograded.waiting(EXERCISE, "zoe") == ["question"]
    assert grades["zoe"]["check-dropout"] == 4
    path = autograded.folder / "autograded" / "vera" / EXERCISE / f"{EXERCISE}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    MetadataValidator().validate_nb(notebook)
    waiting = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    assert [cell.cell_type for cell in waiting] == ["code"] * 3
    assert "A person has to choose." in " ".join(waiting[0].outputs[0].data["text/plain"].split())


def test_late_work_and_marks_by_hand_stay_nbgraders_own(autograded):
    with autograded.gradebook() as book:
        assert book.find_submission(EXERCISE, "bruno").late_submission_penalty == 10
        grade_of = book.find_grade("check-dropout", EXERCISE, EXERCISE, "chiara")
        assert grade_of.auto_score == 2
        grade_of.manual_score = 3.5
        grade_of.needs_manual_grade = False
        book.find_grade("question", EXERCISE, EXERCISE, "chiara").manual_score = 1.5
        book.db.commit()
    autograded.run("autograde", EXERCISE, "--student", "chiara", "--force")
    with autograded.gradebook() as book:
        again = book.find_grade("check-dropout", EXERCISE, EXERCISE, "chiara")
        assert (again.auto_score, again.manual_score) == (2, 3.5)
        assert book.find_submission(EXERCISE, "chiara").score == 3.5 + 3 + 3 + 1.5


def test_the_formgraders_button_grades_new_work_where_no_verdict_is_stored(autograded):
    submitted = autograded.folder / "submitted"
    shutil.copy(submitted / "chiara" / EXERCISE / f"{EXERCISE}.ipynb", submitted / "mateo" / EXERCISE)
    done = autograded.press_autograde(EXERCISE, "mateo")
    assert done["success"], done
    assert autograded.scores(EXERCISE)["mateo"] == {EXERCISE: 8}


def test_feedback_and_export_say_what_check_says(autograded):
    autograded.run("generate_feedback", EXERCISE, "--student", "chiara")
    page = (autograded.folder / "feedback" / "chiara" / EXERCISE / f"{EXERCISE}.html").read_text()
    assert "dropout without the scaling" in page
    assert re.search(r"<caption[^>]*>08 Dropout: 2 of 4 points</caption>", page)
    autograded.run("export", "--to", str(autograded.folder / "grades.csv"))
    with (autograded.folder / "grades.csv").open() as file:
        exported = {row["student_id"]: row["raw_score"] for row in csv.DictReader(file)}
    assert exported["amira"] == "10.0"
    assert exported["hiro"] == "7.0"
    assert exported["elif"] == "0.0"
    assert exported["vera"] == "", "it waits for a person"


def test_release_and_validate_take_the_notebooks_as_they_are(course):
    (course.folder / "exchange").mkdir(mode=0o777)
    (course.folder / "exchange").chmod(0o777)
    course.run("release_assignment", EXERCISE)
    assert (course.folder / "exchange" / "course" / "outbound" / EXERCISE / f"{EXERCISE}.ipynb").exists()
    log = course.run("validate", str(course.folder / "source" / EXERCISE / f"{EXERCISE}.ipynb"))
    assert "Success! Your notebook passes all the tests." in log


def test_the_cells_give_the_same_marks_where_nbgrader_runs_them(course, points, tmp_path):
    """As shipped: student by student, in a kernel that prints what TensorFlow prints."""
    stock = copy_of(course, tmp_path / "stock")
    with (stock.folder / "nbgrader_config.py").open("a") as config:
        config.write(STOCK)
    chosen = ["chiara", "hiro"]
    for student in chosen:
        stock.run("autograde", EXERCISE, "--student", student)
    assert stock.scores(EXERCISE) == {student: {EXERCISE: points[student]} for student in chosen}


@pytest.mark.slow
def test_a_class_of_twelve_on_three_exercises_both_ways(tmp_path):
    exercises = ["04_softmax_vs_sigmoid", EXERCISE, "17_early_stopping"]
    course = Course.build(tmp_path / "course", "04", "08", "17", "--assignment", "ps1", more=SETTINGS)
    course.run("generate_assignment", "ps1")
    hand_in(course.folder, "ps1", exercises)
    stock = copy_of(course, tmp_path / "stock")
    with (stock.folder / "nbgrader_config.py").open("a") as config:
        config.write(STOCK)
    points = grade(course, "verdicts/ps1", "04", "08", "17")
    course.run("autograde", "ps1")
    assert course.scores("ps1") == points
    # One of hiro's cells ends the kernel, and nbgrader as shipped then has no mark for hiro.
    stock.run("autograde", "ps1", "--CourseDirectory.student_id_exclude=hiro")
    assert points.pop("hiro") == {"04_softmax_vs_sigmoid": 0, EXERCISE: 7, "17_early_stopping": 0}
    assert stock.scores("ps1") == points
