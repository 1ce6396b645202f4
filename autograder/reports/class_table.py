"""A class on a terminal: how far it is, its table, and what is worth knowing of it as a whole."""

import time
from collections.abc import Callable, Sequence

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from autograder.grading.batch import SubmissionResult, identical
from autograder.grading.result import MISSING, ExerciseResult, shown_points
from autograder.grading.state import MARKS, has_mark, state_of
from autograder.reports.overview import NO_MARK, overview
from autograder.reports.people import in_order, labels
from autograder.reports.summary import happened
from autograder.reports.terminal import Printer
from autograder.reports.text import duration, encodable, one_line

# With more exercises the table shows their sum alone; grades.csv has them all.
_MOST_COLUMNS = 8
_REMARK_WIDTH = 20
_NAME_WIDTH = 30
# Text alone says how long it will take once in so many seconds.
_SAY_EVERY = 60.0


class ClassBar:
    """A bar that counts submissions, says how long the rest will take, and names the one that was begun last.

    Args:
        plain: Show no bar.
    """

    def __init__(
        self,
        console: Console,
        what: str,
        total: int,
        plain: bool,
        clock: Callable[[], float] = time.monotonic,
    ):
        # Names are text: nothing in them is read as rich's markup.
        columns = (
            TextColumn(what, markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}", markup=False),
            TextColumn("{task.fields[student]}", markup=False),
        )
        self._encoding = console.encoding
        self._bar = Progress(*columns, console=console, disable=plain)
        self._row = self._bar.add_task("", total=total, student="", left="")
        self._clock = clock
        self._said_at = clock()

    def __enter__(self) -> "ClassBar":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def started(self, student: str) -> None:
        """Name the student whose work is begun."""
        self._bar.update(self._row, student=encodable(one_line(student)[:_NAME_WIDTH], self._encoding))

    def finished(self, left: float | None) -> str:
        """Count one more; what to say where no bar is shown: now and then how long it will take, else nothing.

        Args:
            left: Seconds that the rest will take, if that is known.
        """
        text = "" if left is None else f"about {duration(left)} left"
        self._bar.update(self._row, advance=1, left=text)
        if not text or self._clock() - self._said_at < _SAY_EVERY:
            return ""
        self._said_at = self._clock()
        return text


def show_class(printer: Printer, results: Sequence[SubmissionResult], plain: bool) -> None:
    """Print the table, the identical submissions, and the class as a whole."""
    encoding = printer.console.encoding
    names = labels(results)
    exercises = results[0].exercises if results else []
    columns = exercises if len(exercises) <= _MOST_COLUMNS else []
    style = None if plain else box.ASCII2 if printer.console.options.ascii_only else box.SIMPLE_HEAD
    table = Table(box=style, pad_edge=False, collapse_padding=True)
    table.add_column("student", overflow="fold")
    for exercise in columns:
        table.add_column(f"{exercise.exercise[:2]}\n/{shown_points(exercise.points)}", justify="right")
    table.add_column(f"points\n/{shown_points(results[0].points if results else 0)}", justify="right")
    table.add_column("what happened", overflow="fold", min_width=_REMARK_WIDTH)
    for result in in_order(results):
        marks = [_mark(result, exercise) for exercise in (result.exercises if columns else [])]
        is_final = state_of(result) in MARKS
        words = [Text(encodable(text, encoding)) for text in (names[result.key], one_line(happened(result)))]
        table.add_row(words[0], *marks, shown_points(result.earned) if is_final else NO_MARK, words[1])
    printer.console.print(table)
    for group in identical(results):
        printer.paragraph(
            f"Identical submissions (for your information): {', '.join(names[result.key] for result in group)}"
        )
    for sentence in overview(results):
        printer.paragraph(sentence)


def _mark(result: SubmissionResult, exercise: ExerciseResult) -> str:
    if not has_mark(result, exercise):
        return NO_MARK
    return "-" if exercise.outcome == MISSING else shown_points(exercise.earned)
