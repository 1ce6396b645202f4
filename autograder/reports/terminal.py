"""Results on a terminal: the outcome's word first, then colour; 80 columns; nothing but text on request."""

import re
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from autograder.grading.result import FAULT, NOT_ATTEMPTED, PASSED, CheckResult, ExerciseResult, first_to_fix
from autograder.reports.lines import check_lines, message_lines, points_of, same_cause
from autograder.reports.text import duration, encodable, one_line, visible, wrapped

_MAX_WIDTH = 100
_LABEL = 13
_STYLES = {PASSED: "green", "not attempted": "dim", "skipped": "dim", FAULT: "bold magenta", "review": "bold magenta"}
_WRONG_STYLE = "bold red"
_NAME = re.compile(r"\w+")
_UNWRAPPED = ("try", "printed", "hint", "again")


def make_console(plain: bool = False, stderr: bool = False) -> Console:
    """A console that respects NO_COLOR; `plain` switches off colour, boxes and redrawing altogether."""
    return Console(
        stderr=stderr,
        no_color=True if plain else None,
        force_terminal=False if plain else None,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
    )


class Printer:
    """Writes results to a console.

    Args:
        console: Where to.
    """

    def __init__(self, console: Console):
        self.console = console
        self.width = min(console.width, _MAX_WIDTH)

    def busy(self, text: str) -> AbstractContextManager[Any]:
        """Show that something takes a while, where a line can be redrawn."""
        # A str would be read as rich's markup here, whatever the console was told.
        return self.console.status(Text(text)) if self.console.is_terminal else nullcontext()

    def line(self, text: str = "", style: str = "") -> None:
        """One line of our own words."""
        self._print((text, style))

    def paragraph(self, text: str) -> None:
        """Our own words, wrapped."""
        for line in wrapped(text, self.width):
            self.line(line)

    def exercise(self, result: ExerciseResult, place: str = "", hints: bool = False) -> None:
        """One exercise: the message that helps most first, then the rest.

        Args:
            place: Shown under the heading.
            hints: Whether the command for hints works here: it is named where the first message explains nothing.
        """
        self.heading(result)
        if place:
            self.line(one_line(place), "dim")
        if self.problem(result):
            return
        if result.is_untouched:
            functions = ", ".join(dict.fromkeys(check.function for check in result.checks))
            self.word_line("not attempted", functions)
            return
        first = first_to_fix(result.checks)
        checks = result.checks
        if first is not None and first.outcome != "not attempted":
            checks = sorted(checks, key=lambda check: check is not first)
        previous: list[tuple[str, str]] = []
        for index, check in enumerate(checks):
            details = details_of(check, checks[:index])
            if hints and check is first and _explains_nothing(check):
                details.append(("hint", f"convlings hint {result.exercise[:2]} {check.function}"))
            if index and (previous or details):
                self.line()
            previous = details
            self.check(check, details)

    def problem(self, result: ExerciseResult) -> bool:
        """The notes on the file, and why it could not be graded as a whole; False where it could."""
        self.labelled_lines([("note", one_line(note)) for note in result.notes])
        if result.problem is None:
            return False
        self.word_line(result.outcome, result.file or "no file")
        self.labelled_lines(message_lines(result.problem))
        return True

    def check(self, check: CheckResult, details: list[tuple[str, str]], named: bool = False) -> None:
        """One check and these lines under it; `named`: with the name of its function."""
        is_named = not named or check.function in _NAME.findall(check.title)
        title = check.title if is_named else f"{check.function}: {check.title}"
        self.word_line(check.outcome, title, check.id, points_of(check.earned, check.points))
        self.labelled_lines(details)

    def training_follows(self, result: ExerciseResult, seconds: float) -> None:
        """Say that an exercise's accuracy checks run next, and how long they take."""
        self.line(f"{result.exercise[:2]}: {training_text(seconds)}", "dim")

    def heading(self, result: ExerciseResult) -> None:
        """Title and points."""
        self.two_ends(f"{result.exercise[:2]} {result.title}", f"{points_of(result.earned, result.points)} points")

    def two_ends(self, left: str, right: str) -> None:
        """A line of note, with something at its right end."""
        self.line(f"{left}{right.rjust(max(self.width - len(left), len(right) + 2))}", "bold")

    def link(self, text: str, path: Path) -> None:
        """A file's place, as a link where the terminal has those."""
        style = f"link {path.resolve().as_uri()}" if self.console.is_terminal else ""
        self._print((text, style))

    def word_line(self, word: str, title: str, number: str = "", right: str = "") -> None:
        """An outcome, and what it is about."""
        start = f"{word:<13} {number:<6}" if number else f"{word:<13} "
        room = max(self.width - len(start) - len(right) - 2, 20)
        first, *more = wrapped(one_line(title), room)
        rest = f"{start[13:]}{first:<{room}}  {right}".rstrip()
        self._print((f"{word:<13}", _STYLES.get(word, _WRONG_STYLE)), (rest, ""))
        for line in more:
            self.line(" " * len(start) + line)

    def labelled_lines(self, pairs: list[tuple[str, str]]) -> None:
        """What is said under an outcome."""
        room = max(self.width - 2 - _LABEL, 20)
        part = ""
        for label, text in pairs:
            part = label or part
            # Code and output keep their lines: a student copies them.
            lines = [text] if part in _UNWRAPPED else wrapped(text, room)
            for index, line in enumerate(lines):
                shown = f"{label if index == 0 else '':<{_LABEL}}"
                self._print(("  ", ""), (shown, "bold" if label == "looks like" else "dim"), (line, ""))

    def _print(self, *pieces: tuple[str, str]) -> None:
        """One line from (text, style) pieces."""
        encoding = self.console.encoding or sys.getdefaultencoding()
        line = Text()
        for text, style in pieces:
            line.append(encodable(visible(text), encoding), style=style)
        self.console.print(line)


def training_text(seconds: float) -> str:
    """That accuracy checks run next, and how long they take, if that is known."""
    how_long = f"about {duration(seconds)}" if seconds else "some seconds"
    return f"all quick checks passed. Now it trains a model: {how_long}."


def _explains_nothing(check: CheckResult) -> bool:
    message = check.message
    return check.outcome != NOT_ATTEMPTED and not (message.why or message.looks_like or message.try_it)


def details_of(check: CheckResult, earlier: Sequence[CheckResult] = ()) -> list[tuple[str, str]]:
    """What is said under a check; little where one of `earlier`, which are shown above it, failed in the same way."""
    if check.outcome == NOT_ATTEMPTED:
        return []
    return same_cause(check, earlier) or check_lines(check)
