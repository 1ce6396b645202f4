"""Write a course that nbgrader runs as it is: settings and the instructor's notebooks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course.exercise import Exercise
from autograder.nbgrader_course.source import render_source

CONFIG = "nbgrader_config.py"
_CONFIG = '''\
"""Settings of this nbgrader course, made by `convlings nbgrader build`. Change what you like."""

from pathlib import Path

from autograder.nbgrader_course import handed_in

c = get_config()

# Before nbgrader autogrades: other names, a .py instead, doubled and lost cells are put in order, in copies.
handed_in.install()

c.CourseDirectory.course_id = "{course_id}"
c.CourseDirectory.root = str(Path(__file__).resolve().parent)

# Instead of running students' notebooks: the verdicts of `convlings grade`, graded now where they are missing.
# Everything else (points, late penalties, marks by hand, feedback, export) stays nbgrader's own.
c.Autograde.autograde_preprocessors = [
    "autograder.nbgrader_course.preprocessors.StoredVerdicts",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "autograder.nbgrader_course.preprocessors.ReopenCells",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# Folder of the verdicts, beside source, release and submitted; and options of `convlings grade` for new ones.
c.StoredVerdicts.results = "verdicts"
c.StoredVerdicts.options = []

# nbgrader's own, but for its warnings of cells whose text alone changed: it puts that back.
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "autograder.nbgrader_course.preprocessors.RestoredCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# A student who deletes a graded cell gets it back.
c.OverwriteCells.add_missing_cells = True

# Grades as CSV: what waits for a person has no score, rather than a 0.
c.ExportApp.plugin_class = "autograder.nbgrader_course.export.ScoresOfDecidedWork"
'''


@dataclass(frozen=True)
class Written:
    """A file of the course, and whether it was "added", "replaced", "unchanged" or "kept" as it differs."""

    path: Path
    state: str


def build_course(
    folder: Path, exercises: Sequence[Exercise], assignment: str = "", question: float = 0, again: bool = False
) -> Iterator[Written]:
    """Write settings and source notebooks below `folder`.

    Args:
        assignment: One assignment of this name with all exercises; by default each is an assignment of its own.
        question: Points of a question in each notebook for a person to grade; 0 leaves it out.
        again: Replace files that differ from what would be written.
    """
    course_id = re.sub(r"[^a-zA-Z0-9_-]+", "-", folder.resolve().name).strip("-") or "course"
    yield _write(folder / CONFIG, _CONFIG.format(course_id=course_id), again)
    for exercise in exercises:
        path = folder / "source" / (assignment or exercise.name) / f"{exercise.name}.ipynb"
        yield _write(path, render_source(exercise, question), again)


def _write(path: Path, text: str, again: bool) -> Written:
    state = "added"
    if path.exists():
        same = path.read_text(encoding="utf-8", errors="replace") == text
        state = "unchanged" if same else "replaced" if again else "kept"
    if state in ("added", "replaced"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return Written(path, state)
