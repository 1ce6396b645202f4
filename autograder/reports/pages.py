"""What templates of pages may use."""

import hashlib
import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jinja2

from autograder.course.exercise import UnknownExercise, find_exercise
from autograder.grading.folder import write_whole
from autograder.grading.result import (
    FAULT,
    NOT_ATTEMPTED,
    PASSED,
    REVIEW,
    SKIPPED,
    CheckResult,
    first_to_fix,
    shown_points,
)
from autograder.reports.decided import decisions_of
from autograder.reports.lines import check_lines, message_lines, points_of
from autograder.reports.text import one_line, visible

# Beside the words, never instead of them; seen on light and dark pages.
_COLOURS = {PASSED: "#2e9e5b", NOT_ATTEMPTED: "#8a8f98", SKIPPED: "#8a8f98", REVIEW: "#a05fd0", FAULT: "#a05fd0"}
_WRONG_COLOUR = "#d9483b"
# The labels of what a program reads or writes.
_CODE = ("called", "got", "expected", "try", "printed", "Python says")
# So much of a page is read to see what it was made from.
_HEAD = 512


@cache
def environment() -> jinja2.Environment:
    """Everything that comes from a result is escaped, and nothing missing is passed over.

    One for all pages: it keeps its templates compiled, which takes longer than a page does.
    """
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("autograder.reports"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
    )
    made.filters |= {
        "visible": visible,
        "one_line": one_line,
        "points": shown_points,
    }
    made.globals |= {
        "points_of": points_of,
        "parts_of": parts_of,
        "kind_of": kind_of,
        "share": share,
        "task_of": task_of,
        "check_lines": check_lines,
        "decisions_of": decisions_of,
        "message_lines": message_lines,
        "first_to_fix": first_to_fix,
        "colour_of": lambda outcome: _COLOURS.get(outcome, _WRONG_COLOUR),
    }
    return made


@dataclass
class Part:
    """What stands beside one label of a check's lines."""

    label: str
    texts: list[str]

    @property
    def is_code(self) -> bool:
        """Whether it is what a program reads or writes, and not a sentence."""
        return self.label in _CODE


def parts_of(pairs: Sequence[tuple[str, str]]) -> list[Part]:
    """The lines of a check, those without a label with the one above them."""
    found: list[Part] = []
    for label, text in pairs:
        if label or not found:
            found.append(Part(label, [text]))
        else:
            found[-1].texts.append(text)
    return found


def kind_of(check: CheckResult) -> str:
    """How a check stands out: `passed`, `open`, or `waiting` where nothing was asked or written yet."""
    if check.passed:
        return "passed"
    return "waiting" if check.outcome in (NOT_ATTEMPTED, SKIPPED) else "open"


def share(earned: float, points: float) -> int:
    """How much of a bar is full, in percent."""
    return min(100, max(0, round(100 * earned / points))) if points else 0


@cache
def task_of(exercise: str, function: str) -> str:
    """What the exercise's text says that a function does; empty where the exercise is not here any more."""
    try:
        functions = find_exercise(exercise).functions
    except UnknownExercise:
        return ""
    return next((inspect.cleandoc(each.docstring) for each in functions if each.name == function), "")


def write_page(path: Path, data: Iterable[bytes], render: Callable[[str], str]) -> None:
    """Write a page, if it was not made from the same data by the same code already.

    Args:
        data: What it is made from.
        render: Makes the page, with a mark that says what it was made from in its first lines.
    """
    digest = hashlib.sha256(_code())
    for each in data:
        digest.update(hashlib.sha256(each).digest())
    made_from = digest.hexdigest()
    try:
        with path.open("rb") as page:
            is_same = made_from.encode() in page.read(_HEAD)
    except OSError:
        is_same = False
    if not is_same:
        write_whole(path, render(made_from).encode())


@cache
def _code() -> bytes:
    """A digest of the code and the templates that make pages."""
    folder = Path(__file__).parent
    files = sorted([*folder.rglob("*.py"), *folder.glob("templates/*")])
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).digest()
