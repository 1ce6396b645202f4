"""What stands in nbgrader's list of preprocessors: one puts verdicts into graded cells, one opens cells for a person.

nbgrader reads a cell's points from its outputs, and writes its database itself. There is no output that says "a
person has to decide". But it gives no points by itself to a cell that is not code, and waits for a person there. So
such cells are no code while nbgrader looks for the points, and are code again afterwards.
"""

from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, NbGraderPreprocessor, OverwriteCells
from traitlets import List, Unicode

from autograder.course.exercise import Exercise
from autograder.grading.result import ExerciseResult
from autograder.nbgrader_course.cells import graded_function, is_graded_by_others
from autograder.nbgrader_course.handed_in import exercise_called
from autograder.nbgrader_course.repair import UNREAD
from autograder.nbgrader_course.verdicts import Verdicts
from autograder.notebook.graded import UNDECIDED, points_of_cell
from autograder.reports.cell import cell_html, cell_text

_OPEN = "convlings_open_cells"


class StoredVerdicts(Execute):
    """Fills the graded cells of an exercise's notebook with stored verdicts; no student's code runs here.

    Other notebooks of the course are run as nbgrader does, and so is one to which graded tests were added.
    """

    results = Unicode("verdicts", help="Folder of the runs of `convlings grade`, from the course's root.").tag(
        config=True
    )
    options = List(Unicode(), help="Options of `convlings grade` for runs that are begun here.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any, km: Any = None) -> tuple[NotebookNode, Any]:
        """Called by nbgrader for each notebook that was handed in."""
        about = resources["nbgrader"]
        exercise = exercise_called(about["notebook"])
        if exercise is None or any(map(is_graded_by_others, nb.cells)):
            nb, resources = super().preprocess(nb, resources, km)
        if exercise is not None:
            self._fill(nb, resources, exercise)
        return nb, resources

    def _fill(self, nb: NotebookNode, resources: Any, exercise: Exercise) -> None:
        course = CourseDirectory(parent=self)
        about = resources["nbgrader"]
        submitted = Path(course.format_path(course.submitted_directory, about["student"], about["assignment"])).parents[
            1
        ]
        source = Path(course.format_path(course.source_directory, ".", about["assignment"]))
        beside = sorted(
            {each.name for path in source.glob("*.ipynb") if (each := exercise_called(path.stem))} | {exercise.name}
        )
        verdicts = Verdicts(submitted.resolve(), Path(course.root, self.results).resolve(), self.options)
        result = verdicts.of(about["student"], exercise.name, about["assignment"], beside)
        is_unread = nb.metadata.pop(UNREAD, None) is not None
        opened = resources.setdefault(_OPEN, {})
        for cell in nb.cells:
            function = graded_function(cell)
            if function:
                worth = cell.metadata.nbgrader["points"]
                points = UNDECIDED if is_unread else points_of_cell(exercise, function, result, worth)
                outputs = _outputs(_about(result, function), points)
                if points == UNDECIDED:
                    opened[cell.metadata.nbgrader["grade_id"]] = outputs
                    _close(cell)
                else:
                    cell.outputs = outputs


class ReopenCells(NbGraderPreprocessor):
    """Makes code again of the cells that wait for a person, once nbgrader has noted that they do."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Called by nbgrader for each notebook that was handed in."""
        opened = resources.pop(_OPEN, {})
        for cell in nb.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            if grade_id in opened:
                cell.cell_type = "code"
                cell.execution_count = None
                cell.outputs = opened[grade_id]
                cell.metadata.nbgrader["cell_type"] = "code"
        return nb, resources


class RestoredCells(OverwriteCells):
    """nbgrader's own, which puts back what may not be changed. It warns of no checksum.

    A question's mark scheme is not handed out, so each student's question has another checksum: a warning for each
    student, and real warnings would not be seen among them.
    """

    def report_change(self, name: str, attr: str, old: Any, new: Any) -> None:
        """Called by nbgrader for each cell that is put back."""
        if attr != "checksum":
            super().report_change(name, attr, old, new)


def _close(cell: NotebookNode) -> None:
    """Make a cell one that nbgrader has no points for."""
    cell.cell_type = "raw"
    cell.pop("outputs", None)
    cell.pop("execution_count", None)
    # nbgrader warns of cells that became another kind.
    cell.metadata.nbgrader.pop("cell_type", None)


def _about(result: ExerciseResult, function: str) -> ExerciseResult:
    """The part of a result that is about one function."""
    own = [check for check in result.checks if check.function == function]
    return ExerciseResult(
        result.exercise, result.title, result.file, own, result.notes, result.outcome, result.problem, result.runtime
    )


def _outputs(result: ExerciseResult, points: float) -> list[NotebookNode]:
    """What a cell shows: the table, and the points as its value, which nbgrader reads."""
    remarks = ["A person has to look at this."] if points == UNDECIDED else []
    shown = {"text/html": cell_html(result, remarks), "text/plain": cell_text(result, remarks)}
    outputs = [new_output("display_data", data=shown)]
    if points != UNDECIDED:
        outputs.append(new_output("execute_result", data={"text/plain": repr(points)}, execution_count=None))
    return outputs
