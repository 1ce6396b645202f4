"""Notebooks that nbgrader would refuse, or give 0 to, although the answers in them are right."""

import copy
import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader_here import Course

from autograder.cli import cli
from autograder.course.exercise import find_exercise
from autograder.nbgrader_course.repair import repaired
from autograder.nbgrader_course.source import render_source

NAME = "00_welcome"
SIZE, SCALE = "image_size", "scale_pixels"
ANSWERS = {
    SIZE: "def image_size(image):\n    return image.shape",
    SCALE: "def scale_pixels(image):\n    return image / 255",
}


def cell_called(notebook: Any, grade_id: str) -> Any:
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def solved(released: Any) -> Any:
    notebook = copy.deepcopy(released)
    for name, source in ANSWERS.items():
        cell_called(notebook, f"answer-{name}").source = source
    return notebook


def doubled(grade_id: str, stub: bool = False) -> Callable[[Any, Any], None]:
    def change(notebook: Any, released: Any) -> None:
        at = notebook.cells.index(cell_called(notebook, grade_id))
        notebook.cells.insert(at + (not stub), copy.deepcopy(cell_called(released if stub else notebook, grade_id)))

    return change


def turned_into(kind: str, name: str) -> Callable[[Any, Any], None]:
    def change(notebook: Any, released: Any) -> None:
        cell = cell_called(notebook, f"answer-{name}")
        cell.cell_type = kind
        del cell["outputs"], cell["execution_count"]

    return change


def without_metadata(notebook: Any, released: Any) -> None:
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})


def without(*grade_ids: str) -> Callable[[Any, Any], None]:
    def change(notebook: Any, released: Any) -> None:
        for grade_id in grade_ids:
            notebook.cells.remove(cell_called(notebook, grade_id))

    return change


def odd_metadata(notebook: Any, released: Any) -> None:
    cell_called(notebook, f"answer-{SIZE}").metadata.nbgrader["more"] = 1
    cell_called(notebook, f"answer-{SCALE}").metadata.nbgrader["schema_version"] = 4
    cell_called(notebook, "guide").metadata.nbgrader["grade_id"] = "unknown"
    del cell_called(notebook, "setup").metadata.nbgrader["grade_id"]
    cell_called(notebook, f"check-{SIZE}").metadata.nbgrader["points"] = 100


def in_one_cell(notebook: Any, released: Any) -> None:
    first, second = (cell_called(notebook, f"answer-{name}") for name in (SIZE, SCALE))
    first.source += f"\n\n\n{second.source}"
    notebook.cells.remove(second)


def other_kernel(notebook: Any, released: Any) -> None:
    notebook.metadata.kernelspec = {"name": "tf-gpu-2.4", "display_name": "gpu", "language": "python"}


CHANGES: dict[str, Callable[[Any, Any], None]] = {
    "dup-same": doubled(f"answer-{SCALE}"),
    "dup-stub-first": doubled(f"answer-{SCALE}", stub=True),
    "dup-stub-last": lambda notebook, released: notebook.cells.append(
        copy.deepcopy(cell_called(released, f"answer-{SCALE}"))
    ),
    "dup-check": doubled(f"check-{SCALE}"),
    "no-metadata": without_metadata,
    "type-markdown": turned_into("markdown", SIZE),
    "type-raw": turned_into("raw", SCALE),
    "check-deleted": without(f"check-{SCALE}"),
    "checks-and-texts-deleted": without(f"check-{SIZE}", f"check-{SCALE}", "header", "guide", "setup"),
    "odd-metadata": odd_metadata,
    "in-one-cell": in_one_cell,
    "other-kernel": other_kernel,
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_repaired_notebook_has_each_of_nbgraders_cells_once(name):
    released = nbformat.reads(render_source(find_exercise("00")), as_version=4)
    notebook = solved(released)
    CHANGES[name](notebook, released)
    found = repaired(json.dumps(notebook).encode(), "ipynb", released)
    nbformat.validate(found)
    MetadataValidator().validate_nb(found)
    ids = [cell.metadata.nbgrader["grade_id"] for cell in found.cells if "nbgrader" in cell.metadata]
    assert sorted(ids) == sorted(
        cell.metadata.nbgrader["grade_id"] for cell in released.cells if "nbgrader" in cell.metadata
    )
    code = "\n".join(cell.source for cell in found.cells if cell.cell_type == "code")
    assert all(answer in code for answer in ANSWERS.values())
    assert ANSWERS[SIZE] in cell_called(found, f"answer-{SIZE}").source
    assert cell_called(found, f"check-{SIZE}").metadata.nbgrader["points"] == 5


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A student for each change, and some whose file is called otherwise, or is not a notebook."""
    made = Course.build(tmp_path_factory.mktemp("repair") / "course", "00")
    made.run("generate_assignment", NAME)
    released = nbformat.read(made.folder / "release" / NAME / f"{NAME}.ipynb", as_version=4)

    def folder_of(student: str) -> Path:
        folder = made.folder / "submitted" / student / NAME
        folder.mkdir(parents=True)
        return folder

    for student, change in CHANGES.items():
        notebook = solved(released)
        change(notebook, released)
        (folder_of(student) / f"{NAME}.ipynb").write_text(json.dumps(notebook))
    text = nbformat.writes(solved(released))
    script = "import numpy as np\n\n\n" + "\n\n\n".join(ANSWERS.values()) + "\n"
    (folder_of("renamed") / f"{NAME} (1).ipynb").write_text(text)
    (folder_of("py-only") / f"{NAME}.py").write_text(script)
    (folder_of("py-in-ipynb") / f"{NAME}.ipynb").write_text(script)
    helped = folder_of("helper")
    using = text.replace("image / 255", "image / helpers.MOST")
    (helped / f"{NAME}.ipynb").write_text(using.replace("def scale_pixels", "import helpers\\n\\n\\ndef scale_pixels"))
    (helped / "helpers.py").write_text("MOST = 255\n")
    (folder_of("not-json") / f"{NAME}.ipynb").write_text(text[:500])
    (folder_of("a-document") / f"{NAME}.docx").write_bytes(b"PK")
    return made


RIGHT = [*CHANGES, "renamed", "py-only", "py-in-ipynb", "helper"]
WAITING = ["not-json", "a-document"]


def test_grade_gives_all_of_them_full_marks(course, tmp_path):
    done = CliRunner().invoke(
        cli, ["grade", str(course.folder / "submitted"), "--out", str(tmp_path / "out"), "--exercise", "00", "--plain"]
    )
    assert done.exit_code == 3, done.output  # some wait for a person
    results = [json.loads(path.read_text()) for path in (tmp_path / "out" / "staff" / "results").glob("*.json")]
    earned = {result["student"]: result["exercises"][0]["earned"] for result in results}
    assert earned == dict.fromkeys(RIGHT, 10) | dict.fromkeys(WAITING, 0)


def test_nbgrader_gives_all_of_them_full_marks_and_what_cannot_be_read_waits(course):
    before = {path: path.read_bytes() for path in (course.folder / "submitted").rglob("*") if path.is_file()}
    course.run("autograde", NAME, may_warn=True)
    assert {path: path.read_bytes() for path in (course.folder / "submitted").rglob("*") if path.is_file()} == before
    scores = {student: own.get(NAME) for student, own in course.scores(NAME).items()}
    assert scores == dict.fromkeys(RIGHT, 10) | dict.fromkeys(WAITING, 0)
    for student in WAITING:
        assert course.waiting(NAME, student) == [f"check-{SIZE}", f"check-{SCALE}"]
    course.run("export", "--to", str(course.folder / "grades.csv"))
    with (course.folder / "grades.csv").open() as file:
        exported = {row["student_id"]: row["score"] for row in csv.DictReader(file)}
    assert exported == dict.fromkeys(RIGHT, "10.0") | dict.fromkeys(WAITING, "")
    course.run("generate_feedback", NAME, "--student", "py-only")
    page = (course.folder / "feedback" / "py-only" / NAME / f"{NAME}.html").read_text()
    assert re.search(r"<caption[^>]*>00 Welcome: 5 of 5 points</caption>", page)
