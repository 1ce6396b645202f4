"""The lines of a check's report, shared by every view that shows one."""

import re
from collections.abc import Sequence

from autograder.checking.failure import Message
from autograder.grading.result import CheckResult, shown_points
from autograder.reports.text import as_printed, one_line, visible

_PRINTED_LINES = 8
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)*(?:e[-+]?\d+)?")


def message_lines(message: Message) -> list[tuple[str, str]]:
    """(label, text) pairs in their order; empty parts are left out."""
    call = message.called
    pairs = [("called", one_line(call))] if call else []
    pairs += [("", one_line(text)) for text in message.given]
    for label, text in (
        ("got", message.got),
        ("expected", message.expected),
        ("why", message.why),
        ("note", message.note),
        ("looks like", message.looks_like),
    ):
        if text:
            pairs.append((label, one_line(text)))
    tries = [line for text in message.try_it for line in visible(text).splitlines()]
    pairs += [("try" if index == 0 else "", line) for index, line in enumerate(tries)]
    return pairs


def check_lines(check: CheckResult) -> list[tuple[str, str]]:
    """All that is shown under a check: its message, notes, warnings and the beginning of what was printed."""
    pairs = message_lines(check.message) if not check.passed else []
    pairs += [("note", one_line(note)) for note in check.notes]
    if check.passed:
        return pairs
    pairs += [("Python says", one_line(warning)) for warning in check.warnings]
    if lines := as_printed(check.printed):
        left = len(lines) - _PRINTED_LINES
        shown = lines[:_PRINTED_LINES] + ([f"… {left} more lines"] if left > 0 else [])
        pairs += [("printed" if index == 0 else "", line[:200]) for index, line in enumerate(shown)]
    return pairs


def same_cause(check: CheckResult, earlier: Sequence[CheckResult]) -> list[tuple[str, str]]:
    """The lines of a check that failed as one of `earlier` did, which has said the rest; empty if none did."""
    for other in earlier:
        if check.outcome != other.outcome or other.passed:
            continue
        mine, theirs = check.message, other.message
        if mine.looks_like:
            is_same = mine.looks_like == theirs.looks_like
        elif check.outcome == "error":
            is_same = mine.got == theirs.got
        else:
            alike = check.function == other.function and not theirs.looks_like and _form(mine.got) == _form(theirs.got)
            if alike and mine.got:
                pairs = [("got", one_line(mine.got)), ("expected", one_line(mine.expected))]
                return [*(pair for pair in pairs if pair[1]), ("like", f"{other.id}: fix that first")]
            is_same = False
        if is_same:
            return [("the same as", other.id)]
    return []


def points_of(earned: float, points: float) -> str:
    """`0 of 2`."""
    return f"{shown_points(earned)} of {shown_points(points)}"


def _form(text: str) -> str:
    """The text without its numbers: what is left is alike for several inputs."""
    return _NUMBER.sub("0", text)
