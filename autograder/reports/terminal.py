"""Results on a terminal: the outcome's word first, then colour; 80 columns; nothing but text on request."""

import sys
import textwrap
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from rich.console import Console
from rich.text import Text

from autograder.grading.result import FAULT, PASSED, CheckResult, ExerciseResult, first_to_mend
from autograder.reports.lines import check_lines, message_lines, points_of
from autograder.reports.text import duration, encodable, one_line, visible

_MAX_WIDTH = 100
_LABEL = 13
_STYLES = {PASSED: "green", "not attempted": "dim", "skipped": "dim", FAULT: "bold magenta", "review": "bold magenta"}
_WRONG_STYLE = "bold red"
_UNWRAPPED = ("try", "printed")


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
        for line in textwrap.wrap(text, self.width) or [""]:
            self.line(line)

    def exercise(self, result: ExerciseResult, place: str = "", one_message: bool = False) -> None:
        """One exercise: the message that helps most first, then the rest.

        Args:
            place: Shown under the heading.
            one_message: Of the other checks, show the outcomes alone, so that the first message stays on the screen.
        """
        self.heading(result)
        if place:
            self.line(one_line(place), "dim")
        self._labelled_lines([("note", one_line(note)) for note in result.notes])
        if result.problem is not None:
            self._word_line(result.outcome, "", result.file or "no file", "")
            self._labelled_lines(message_lines(result.problem))
            return
        if result.is_untouched:
            functions = ", ".join(dict.fromkeys(check.function for check in result.checks))
            self._word_line("not attempted", "", functions, "")
            return
        first = first_to_mend(result.checks)
        checks = result.checks
        if first is not None and first.outcome != "not attempted":
            checks = sorted(checks, key=lambda check: check is not first)
        previous: list[tuple[str, str]] = []
        for index, check in enumerate(checks):
            details = _details(check) if not one_message or check is first else []
            if index and (previous or details):
                self.line()
            previous = details
            self._word_line(check.outcome, check.id, check.title, points_of(check.earned, check.points))
            self._labelled_lines(details)
        others = sum(not check.passed and bool(_details(check)) for check in checks if check is not first)
        if one_message and others:
            self.line()
            self.line(f"convlings check {result.exercise[:2]} says more of the other {others}.", "dim")

    def training_follows(self, result: ExerciseResult, seconds: float) -> None:
        """Say that an exercise's accuracy checks run next, and how long they take."""
        how_long = f"about {duration(seconds)}" if seconds else "some seconds"
        self.line(f"{result.exercise[:2]}: all quick checks passed. Now it trains a model: {how_long}.", "dim")

    def heading(self, result: ExerciseResult) -> None:
        """Title and points."""
        left = f"{result.exercise[:2]} {result.title}"
        right = f"{points_of(result.earned, result.points)} points"
        self.line(f"{left}{right.rjust(max(self.width - len(left), len(right) + 2))}", "bold")

    def _word_line(self, word: str, number: str, title: str, right: str) -> None:
        start = f"{word:<13} {number:<6}" if number else f"{word:<13} "
        room = max(self.width - len(start) - len(right) - 2, 20)
        first, *more = textwrap.wrap(one_line(title), room) or [""]
        rest = f"{start[13:]}{first:<{room}}  {right}".rstrip()
        self._print((f"{word:<13}", _STYLES.get(word, _WRONG_STYLE)), (rest, ""))
        for line in more:
            self.line(" " * len(start) + line)

    def _labelled_lines(self, pairs: list[tuple[str, str]]) -> None:
        room = max(self.width - 2 - _LABEL, 20)
        part = ""
        for label, text in pairs:
            part = label or part
            # Code and output keep their lines: a student copies them.
            lines = [text] if part in _UNWRAPPED else textwrap.wrap(text, room, break_on_hyphens=False)
            for index, line in enumerate(lines or [""]):
                shown = f"{label if index == 0 else '':<{_LABEL}}"
                self._print(("  ", ""), (shown, "bold" if label == "looks like" else "dim"), (line, ""))

    def _print(self, *pieces: tuple[str, str]) -> None:
        """One line from (text, style) pieces."""
        encoding = self.console.encoding or sys.getdefaultencoding()
        line = Text()
        for text, style in pieces:
            line.append(encodable(visible(text), encoding), style=style)
        self.console.print(line)


def _details(check: CheckResult) -> list[tuple[str, str]]:
    return [] if check.outcome == "not attempted" else check_lines(check)
