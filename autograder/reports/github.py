"""Results in a workflow of GitHub: annotations beside the lines of a file, and a page for the job's summary."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest

from autograder.checking.display import cut
from autograder.grading.result import FAULT, NOT_ATTEMPTED, REVIEW, SKIPPED, CheckResult, ExerciseResult, first_to_fix
from autograder.reports.cell import cell_text
from autograder.reports.lines import message_lines, points_of
from autograder.reports.pages import environment
from autograder.reports.terminal import details_of
from autograder.reports.text import one_line, visible

# GitHub shows so many of each kind for a step, and drops the rest without a word.
_MOST = 10
_LONGEST = 10_000
# It drops a summary of more than 1 MiB as a whole.
SUMMARY_BYTES = 1_000_000
_FRAME_BYTES = 2_000
_CUT = "… The rest is in the log of this step."
_PLACE = re.compile(r"\b(?:in your|at) line (?P<line>\d{1,9})\b(?! of )")


@dataclass(frozen=True)
class Checked:
    """A result, and where its file is.

    Attributes:
        file: Its path in the repository.
        length: How many lines it has; 0 where lines mean nothing, as in a notebook.
        lines: On which of them each function is defined.
    """

    result: ExerciseResult
    file: str
    length: int = 0
    lines: Mapping[str, int] = field(default_factory=dict)


def annotations(all_checked: Sequence[Checked]) -> list[str]:
    """Workflow commands, the sum first: an error for each check that failed, a notice for each note."""
    errors: list[list[str]] = []
    warnings: list[str] = []
    notices = [_command("notice", f"{_sum(all_checked)}.", title="convlings")]
    for checked in all_checked:
        errors.append([])
        for kind, text in _of_one(checked):
            {"error": errors[-1], "warning": warnings, "notice": notices}[kind].append(text)
    # One of each exercise, then a second of each: what fits says something of all of them.
    mixed = [text for text in chain.from_iterable(zip_longest(*errors)) if text]
    first, *others = _at_most("notice", notices)
    return [first, *_at_most("error", mixed), *_at_most("warning", warnings), *others]


def summary(all_checked: Sequence[Checked], room: int = SUMMARY_BYTES) -> str:
    """Markdown for the job's summary, all of it in blocks of HTML, in which everything is escaped.

    Args:
        room: How many bytes it may have.
    """
    share = room // max(len(all_checked), 1) - _FRAME_BYTES
    texts = [_clipped(cell_text(checked.result, []), share) for checked in all_checked]
    page = environment().get_template("github.md")
    return page.render(sum=_sum(all_checked), pairs=list(zip(all_checked, texts, strict=True)))


def escaped(text: str) -> str:
    """A command's message."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escaped_property(text: str) -> str:
    """One of a command's properties."""
    return escaped(text).replace(":", "%3A").replace(",", "%2C")


def _of_one(checked: Checked) -> Iterable[tuple[str, str]]:
    """(kind, command) of all there is to say about one exercise."""
    result = checked.result
    name = f"{result.exercise[:2]} {result.title}"

    def told(kind: str, title: str, lines: Sequence[tuple[str, str]], line: int) -> tuple[str, str]:
        text = "\n".join(f"{label}: {text}" if label else f"  {text}" for label, text in lines) or title
        return kind, _command(kind, text, file=checked.file, line=line, title=title)

    for note in result.notes:
        yield told("notice", name, [("note", one_line(note))], 1)
    if result.problem is not None:
        lines = message_lines(result.problem)
        yield told(_kind(result.outcome, True), f"{name}: {result.outcome}", lines, _line(checked, result.problem.got))
        return
    first = first_to_fix(result.checks)
    checks = sorted(result.checks, key=lambda check: check is not first)
    for index, check in enumerate(checks):
        kind = _kind(check.outcome, check.counts)
        lines = details_of(check, checks[:index])
        if check.outcome in (SKIPPED, NOT_ATTEMPTED) or (check.passed and not lines):
            continue
        title = f"{check.id} {one_line(check.title)}: {check.outcome}"
        yield told(kind, title, lines, _line(checked, check.message.got, check))
    unwritten = dict.fromkeys(check.function for check in result.checks if check.outcome == NOT_ATTEMPTED)
    for function in unwritten:
        yield told("notice", f"{name}: not attempted", [("", function)], checked.lines.get(function, 1))


def _kind(outcome: str, counts: bool) -> str:
    if outcome in (REVIEW, FAULT):
        return "warning"
    return "error" if counts and outcome != "passed" else "notice"


def _line(checked: Checked, got: str, check: CheckResult | None = None) -> int:
    """Where the student should look: the line that the message names, else where the function is defined."""
    found = _PLACE.search(got)
    if found and 1 <= int(found["line"]) <= checked.length:
        return int(found["line"])
    return checked.lines.get(check.function, 1) if check is not None else 1


def _command(kind: str, message: str, file: str = "", line: int = 0, title: str = "") -> str:
    text = cut(visible(message), _LONGEST)
    named = {"file": file, "line": str(line) if file and line else "", "title": title}
    properties = ",".join(f"{name}={escaped_property(one_line(value))}" for name, value in named.items() if value)
    return f"::{kind} {properties}::{escaped(text)}"


def _at_most(kind: str, found: list[str]) -> list[str]:
    if len(found) <= _MOST:
        return found
    kept = found[: _MOST - 1]
    return [
        *kept,
        _command(kind, f"{len(found) - len(kept)} more are in the summary and in the log.", title="convlings"),
    ]


def _sum(all_checked: Sequence[Checked]) -> str:
    results = [checked.result for checked in all_checked]
    points = points_of(sum(result.earned for result in results), sum(result.points for result in results))
    return f"{points} points, {sum(result.passed for result in results)} of {len(results)} exercises passed"


def _clipped(text: str, most: int) -> str:
    """As many lines as fit into so many bytes once they are escaped."""
    kept, left = [], most
    for line in text.splitlines():
        left -= len(html.escape(line).encode()) + 1
        if left < 0:
            return "\n".join([*kept, _CUT])
        kept.append(line)
    return "\n".join(kept)
