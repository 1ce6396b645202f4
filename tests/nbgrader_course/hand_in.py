"""The demo class as notebooks of an nbgrader course: what each student wrote, in the released notebook's cells."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from autograder.course import content
from autograder.course.exercise import find_exercise

CLASSROOM = content.clone_root() / "tests" / "classroom"


def hand_in(course: Path, assignment: str, exercises: list[str], students: list[str] | None = None) -> list[str]:
    """Write `submitted/` from the demo class; the students' names."""
    names = students or sorted(path.name for path in CLASSROOM.iterdir())
    for student in names:
        for exercise in exercises:
            for file in sorted((CLASSROOM / student).glob(f"{exercise}.*")):
                released = nbformat.read(course / "release" / assignment / f"{exercise}.ipynb", as_version=4)
                written = released if is_untouched(file) else fill(released, exercise, list(pieces(file)))
                path = course / "submitted" / student / assignment / f"{exercise}.ipynb"
                path.parent.mkdir(parents=True, exist_ok=True)
                nbformat.write(written, path)
    return names


def is_untouched(file: Path) -> bool:
    return file.suffix == ".py" and file.read_text() == find_exercise(file.stem).stub


def pieces(file: Path) -> Iterator[str]:
    """The file's code: a .py file statement by statement where Python can read it, a notebook cell by cell."""
    if file.suffix == ".ipynb":
        cells = json.loads(file.read_text())["cells"]
        yield from ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        return
    source = file.read_text()
    try:
        nodes = ast.parse(source).body
    except SyntaxError:
        yield source
        return
    for node in nodes:
        yield ast.get_source_segment(source, node) or ""


def fill(notebook: Any, exercise: str, written: list[str]) -> Any:
    """The notebook with definitions in their answer cells, and everything else in a cell before the first of them."""
    answers = {
        cell.metadata.nbgrader.grade_id.removeprefix("answer-"): cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    rest = []
    for cell in answers.values():
        cell.source = "# nothing here"
    for piece in written:
        name = next((name for name in answers if f"def {name}(" in piece or f"class {name}(" in piece), "")
        if name:
            answers[name].source = piece
        else:
            rest.append(piece)
    first = notebook.cells.index(next(iter(answers.values())))
    notebook.cells.insert(first, nbformat.v4.new_code_cell("\n".join(rest)))
    return notebook
