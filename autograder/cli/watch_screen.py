"""What `watch` shows: on a terminal one screen that is drawn again, as plain text what is new, below the rest."""

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.cli.overview import line_of
from autograder.course.exercise import Exercise, Function
from autograder.grading.result import CheckResult
from autograder.reports.board import Board
from autograder.reports.terminal import Printer
from autograder.student.progress import Progress
from autograder.student.standing import bar
from autograder.student.task_text import lesson_in_short, signature, task_in_short

KEYS = ("f next failure", "n next", "h hint", "p picture", "l list", "r again", "o open", "x reset", "q quit")
WELCOME = (
    "Welcome! Every exercise is a file with a short lesson and some functions for you to write. Open the file named "
    "below in your editor, write, and save. Each time you save, your code is checked here: you see what is right, and "
    "why the rest is not."
)
_LEAST_ROWS = 3
_STYLE = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;.*?\x1b\\")


class Screen:
    """Shows one exercise at a time.

    Args:
        printer: Where to.
        plain: Never redraw: what is new is added below.
        course: All exercises, for the bar.
    """

    def __init__(self, printer: Printer, plain: bool, course: Sequence[Exercise]):
        self.printer = printer
        self.plain = plain
        self._course = list(course)
        self._introduced: set[str] = set()

    def draw(self, board: Board, progress: Progress, foot: Callable[[], None]) -> None:
        """Draw all of it again: title and bar, what came, and below it what `foot` prints.

        What has no room is left out at the end of what came, so that the bar and the foot stay in view.
        """
        console = self.printer.console

        def head() -> None:
            board.heading(self.printer)
            self.bar(progress)

        if console.legacy_windows:
            # It knows no escapes, which captured text holds.
            console.clear()
            head()
            board.body(self.printer)
            foot()
            return
        above, came, below = (self._captured(show) for show in (head, lambda: board.body(self.printer), foot))
        room = max(console.height - self._rows(above) - self._rows(below) - 1, _LEAST_ROWS)
        if self._rows(came) > room:
            while self._rows(came) > room - 1:
                came.pop()
            came += self._captured(lambda: self.printer.line("... and more than there is room for here", "dim"))
        console.clear()
        console.file.write("\n".join([*above, *came, *below, ""]))
        console.file.flush()

    def bar(self, progress: Progress) -> None:
        """How much of the whole course has passed."""
        self.printer.line(bar(progress, self._course), "dim")

    def came(self, board: Board, check: CheckResult) -> None:
        """As plain text: one result, if it is a failure; the others are said in the end."""
        if check in board.failures:
            board.failure(self.printer, check)
            self.printer.line()

    def ended(self, board: Board, progress: Progress) -> None:
        """As plain text: what came but the failures, which were shown as they came."""
        board.heading(self.printer)
        board.body(self.printer, names_only=True)
        self.bar(progress)

    def introduce(self, progress: Progress, exercise: Exercise, path: Path) -> None:
        """What the exercise is about and what to write; for whoever begins, the welcome before. As plain text once."""
        if not self.plain or exercise.name not in self._introduced:
            self._introduced.add(exercise.name)
            if not any(progress.of(each).attempted for each in self._course):
                self.printer.paragraph(WELCOME)
                self.printer.line()
            self.printer.paragraph(lesson_in_short(exercise))
            self.printer.line()
        self.task(progress, exercise, path)

    def task(self, progress: Progress, exercise: Exercise, path: Path) -> None:
        """What to write next, and where."""
        function = progress.next_function(exercise)
        if function is not None:
            self.printer.line(f"Your task: {signature(function)}", "bold")
            self.printer.paragraph(task_in_short(function))
        self.place(path, function)

    def place(self, path: Path, function: Function | None) -> None:
        """Where to write, as a link where the terminal has those."""
        self.printer.link(f"{path}:{line_of(path, function)}" if function else str(path), path)

    def took(self, seconds: float) -> None:
        """When it was checked, and how long that took."""
        self.printer.line(f"{time.strftime('%H:%M:%S')}, {seconds:.1f} s", "dim")

    def keys(self) -> None:
        """The last line."""
        lines = [""]
        for key in KEYS:
            joined = f"{lines[-1]}   {key}".lstrip()
            lines[-1:] = [joined] if len(joined) <= self.printer.width else [lines[-1], key]
        for line in lines:
            self.printer.line(line, "dim")

    def _captured(self, show: Callable[[], None]) -> list[str]:
        with self.printer.console.capture() as capture:
            show()
        return capture.get().splitlines()

    def _rows(self, lines: list[str]) -> int:
        """How many rows of the terminal they take."""
        width = max(self.printer.console.width, 1)
        return sum(max(1, -(-len(_STYLE.sub("", line)) // width)) for line in lines)
