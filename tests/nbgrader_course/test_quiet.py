"""What nbgrader says while it autogrades: nothing of checksums, and everything else."""

import logging
import shutil
from pathlib import Path

import nbformat
import pytest
from nbgrader_here import Course

from autograder.nbgrader_course.preprocessors import RestoredCells

EXERCISE = "08_dropout"
# The verdicts are left out: this is about what comes before.
ALONE = "\nc.Autograde.autograde_preprocessors = []\n"


def test_a_question_and_an_edited_lesson_are_put_back_without_a_word(tmp_path: Path):
    course = Course.build(tmp_path / "course", "08", "--question", "2", more=ALONE)
    course.run("generate_assignment", EXERCISE)
    path = course.folder / "submitted" / "ann" / EXERCISE / f"{EXERCISE}.ipynb"
    path.parent.mkdir(parents=True)
    shutil.copy(course.folder / "release" / EXERCISE / path.name, path)
    notebook = nbformat.read(path, as_version=4)
    guide = next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "guide")
    own = guide.source
    guide.source = "I was here"
    nbformat.write(notebook, path)
    assert "checksum" not in course.run("autograde", EXERCISE)
    graded = nbformat.read(course.folder / "autograded" / "ann" / EXERCISE / path.name, as_version=4)
    texts = [cell.source for cell in graded.cells]
    assert own in texts
    assert "I was here" not in texts
    # It was put back with the mark scheme in it, which is why its checksum differs.
    assert any("BEGIN MARK SCHEME" in text for text in texts)


def test_other_changes_are_still_said(caplog: pytest.LogCaptureFixture):
    cells = RestoredCells()
    cells.log = logging.getLogger("nbgrader")
    with caplog.at_level(logging.DEBUG):
        cells.report_change("question", "checksum", "a", "b")
        cells.report_change("check-dropout", "points", 4, 40)
    assert [record.getMessage() for record in caplog.records] == [
        "Attribute 'points' for cell check-dropout has changed! (should be: 4, got: 40)"
    ]
