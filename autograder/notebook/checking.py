"""Check an exercise in the notebook where it is being written: what its cells define, graded by the companion."""

import contextlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course.exercise import Exercise
from autograder.engine.backends import TENSORFLOW, Backend
from autograder.engine.provider import ADVISORY
from autograder.engine.sandbox import Limits
from autograder.grading.key import RunKey
from autograder.grading.part import Device, Part
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task
from autograder.grading.tiers import part_for
from autograder.grading.training import awaits_training, merged, quick_task, training_seconds, training_task
from autograder.notebook.companion import Companion
from autograder.reports.cell import cell_html, cell_text
from autograder.reports.text import duration
from autograder.statements import source
from autograder.statements.needs import Needed, needed
from autograder.statements.statement import Unit, statements_of
from autograder.submissions import Cell, Work, work_of_cells

# What messages call the place of a line: "in your line 3 of notebook, cell 5".
_NAME = "notebook"
_LATER = "it trains a model, so it runs when the whole exercise is checked: %check {number}"


@dataclass(frozen=True)
class Checked:
    """A result, and what there is to say about where the code came from."""

    result: ExerciseResult
    remarks: tuple[str, ...]

    @property
    def html(self) -> str:
        return cell_html(self.result, self.remarks)

    @property
    def text(self) -> str:
        return cell_text(self.result, self.remarks)


def check(
    exercise: Exercise,
    functions: Sequence[str],
    history: Sequence[Cell],
    folders: Sequence[Path],
    companion: Companion,
    announce: Callable[[str], None],
    device: Device = "cpu",
    backend: Backend = TENSORFLOW,
) -> Checked:
    """Check what the cells that ran define.

    Args:
        functions: Check these alone; empty means the whole exercise, with its accuracy checks once all else passed.
        folders: Files in them may be imported, as from the notebook: where the kernel is, and where it began.
        announce: Called with a sentence before anything trains.
        device: Tier of the accuracy checks.
        backend: What Keras runs on.

    Raises:
        BackendMissing: it is not installed here.
        GraderFault: nothing can be graded here.
    """
    work, taken = work_of(exercise, history, *folders)
    if functions:
        part = Part(functions=tuple(functions), postponed=_LATER.format(number=exercise.number), backend=backend)
    else:
        part = part_for(device, backend=backend)
    task = Task(work, RunKey.new(), Limits(), part)
    result = companion.grade(quick_task(task))
    if awaits_training(result):
        seconds = training_seconds(result, part)
        how_long = f"about {duration(seconds)}" if seconds else "some seconds"
        announce(f"All quick checks passed. Now it trains a model: {how_long}.")
        result = merged(result, companion.grade(training_task(task, result)))
    remarks = where_from(exercise, functions, taken)
    return Checked(result, (*remarks, f"Sandbox: {ADVISORY}.") if companion.tier == "C" else remarks)


def work_of(exercise: Exercise, history: Sequence[Cell], *folders: Path) -> tuple[Work, Needed]:
    """The cells that ran as work to grade, and what of them the exercise's functions need."""
    units = []
    for cell in history:
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            units.append(Unit(cell.index, "", source.parsed(source.cell_text(cell.source).python, "", is_cell=True)))
    taken = needed(statements_of(units), [function.name for function in exercise.functions])
    is_colab = "google.colab" in sys.modules
    return work_of_cells(exercise.name, _NAME, history, *folders, is_colab=is_colab), taken


def where_from(exercise: Exercise, functions: Sequence[str], taken: Needed) -> tuple[str, ...]:
    """Sentences that say which cell each of these functions (empty: all) came from, and what is missing."""
    asked = functions or [function.name for function in exercise.functions]
    found = [f"{name} from In [{taken.origins[name].cell}]" for name in asked if name in taken.origins]
    missing = [name for name in asked if name not in taken.origins]
    used = [f"{name} from In [{each.cell}]" for name, each in taken.helpers.items()]
    remarks = []
    if found:
        with_what = f", with {', '.join(used)}" if used else ""
        remarks.append(f"Checked: {', '.join(found)}{with_what}.")
    if missing:
        remarks.append(f"No cell that ran defines {', '.join(missing)}. Run the cell with your answer first.")
    for name, each in taken.trained.items():
        remarks.append(
            f"{name} comes from a line that trains, in In [{each.cell}], which is not run again. If a function needs "
            "it, hand it over as an argument."
        )
    return tuple(remarks)
