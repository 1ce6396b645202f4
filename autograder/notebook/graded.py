"""A graded cell of an nbgrader course, where nbgrader runs it in the kernel: the points of one function.

While nbgrader grades or validates, the notebook's file is graded, as `convlings grade` grades it. In a student's own
hands it is what the cells that ran define.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from autograder.course.exercise import Exercise
from autograder.engine.sandbox import Limits
from autograder.grading.catalogue import checks_of
from autograder.grading.key import RunKey
from autograder.grading.part import EVERYTHING, Part
from autograder.grading.result import FAULT, REVIEW, CheckResult, ExerciseResult
from autograder.grading.task import Task
from autograder.notebook.checking import Checked, where_from, work_of
from autograder.notebook.companion import Companion
from autograder.submissions import Cell, read_work

# nbgrader ends a cell after 30 s. All calls of one function's checks share these.
_LIMITS = Limits(call_seconds=5.0, load_seconds=5.0, function_seconds=15.0)
_UNMEASURED = "accuracy is not measured in nbgrader's kernel: its points go with the function's other checks"
# More than any cell is worth: nbgrader refuses it and leaves the student ungraded, which is not a 0.
UNDECIDED = float("inf")


def is_grading() -> bool:
    """Whether `nbgrader autograde` is what runs this kernel."""
    return os.environ.get("NBGRADER_EXECUTION") == "autograde"


def check_for_points(
    exercise: Exercise, function: str, history: Sequence[Cell], folder: Path, companion: Companion
) -> Checked:
    """Check one function within the time that nbgrader leaves a cell.

    Args:
        folder: Where the kernel was started; nbgrader starts it beside the notebook.

    Raises:
        GraderFault: nothing can be graded here.
    """
    file = folder / f"{exercise.name}.ipynb"
    remarks: tuple[str, ...] = ()
    if os.environ.get("NBGRADER_EXECUTION") and file.is_file():
        work = read_work(file, exercise.name)
    else:
        work, taken = work_of(exercise, history, folder)
        remarks = where_from(exercise, [function], taken)
    part = Part(functions=(function,), left_out=_UNMEASURED)
    return Checked(companion.grade(Task(work, RunKey.new(), _LIMITS, part)), remarks)


def points_of_cell(exercise: Exercise, function: str, result: ExerciseResult, worth: float) -> float:
    """Points of a cell that is worth `worth`: the share that the function's checks earned; UNDECIDED where none is due.

    Accuracy that was left out goes with the function's other checks.
    """
    own = [check for check in result.checks if check.function == function]
    if any(outcome in (FAULT, REVIEW) for outcome in (result.outcome, *(check.outcome for check in own))):
        return UNDECIDED
    full = {info.name: EVERYTHING.result(info, "").points for info in checks_of(exercise)}
    others_passed = all(check.passed for check in own if check.counts)
    earned = sum(full[check.name] for check in own if check.passed or (_left_out(check) and others_passed))
    total = sum(full[check.name] for check in own)
    return worth * earned / total if total else 0.0


def worth_of_function(exercise: Exercise, function: str) -> float:
    """Points of the function's checks."""
    results = (EVERYTHING.result(info, "") for info in checks_of(exercise))
    return sum(result.points for result in results if result.function == function)


def _left_out(check: CheckResult) -> bool:
    return check.message.got == _UNMEASURED
