"""All that is stored about one check of one student, in the order in which somebody who answers for it needs it."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from autograder.checking.display import cut
from autograder.grading.batch import SubmissionResult
from autograder.grading.graded import Graded
from autograder.grading.result import CheckResult, ExerciseResult, shown_points
from autograder.reports.decided import decisions_of
from autograder.reports.lines import message_lines, points_of
from autograder.reports.text import as_printed, one_line, visible
from autograder.statements.definitions import definitions, lines_of

_OLDER = (
    "The run is an older one, which kept neither the code that was graded nor when that was: look into what was handed "
    "in."
)
_ANOTHER = "What was kept with the run is another submission than the one that this result is about."
_UNSTARTED = "Nothing was kept, because there was no code that could be read."
_MOST_LINES, _LONGEST = 400, 300
_MOST_NEAR, _MOST_NUMBERS = 4, 12

Pairs = list[tuple[str, str]]


class NoSuchCheck(LookupError):
    """The result has no check of this name; the message names near ones."""


@dataclass(frozen=True)
class Excerpt:
    """A definition in what was handed in.

    Attributes:
        where: File and lines, or the cell of a notebook.
        first: Number of its first line in the file or cell.
    """

    where: str
    first: int
    lines: list[str]


@dataclass(frozen=True)
class Explanation:
    """One check of one student.

    Attributes:
        run: What is in the run's `run.json`.
        graded: What was kept with the result; None in an older run.
    """

    result: SubmissionResult
    exercise: ExerciseResult
    check: CheckResult
    run: Mapping[str, Any]
    graded: Graded | None

    @property
    def points(self) -> str:
        earned = self.exercise.earned_by(self.check)
        return "see the decision" if earned is None else f"{points_of(earned, self.check.points)} points"

    def verdict(self) -> Pairs:
        """What was asked and answered, and what a person decided."""
        check, exercise = self.check, self.exercise
        whole = exercise.problem
        about = f"{check.function}, in {exercise.exercise}; the check is called {check.short_name} ({check.tier})"
        pairs = [("outcome", check.outcome if whole is None else f"{exercise.outcome}: the file as a whole")]
        pairs += [("about", one_line(about))]
        message = message_lines(check.message if whole is None else whole)
        pairs += message or [("message", "none is kept of a check that passed")] if check.passed else message
        if check.measured:
            pairs += list(self._measured())
        pairs += [("note", one_line(note)) for note in (*check.notes, *exercise.notes)]
        pairs += [("Python says", one_line(warning)) for warning in check.warnings]
        own = [decision for decision in exercise.decisions if check.name in decision.checks]
        if own:
            pairs += [("checks gave", f"{points_of(check.earned, check.points)} points")]
            pairs += [("decision", one_line(text)) for text in decisions_of(replace(exercise, decisions=own))]
        if (weight := self.result.weights.get(exercise.exercise, 1)) != 1:
            pairs += [("weight", f"the exercise counts {shown_points(weight)} times in the sum")]
        return pairs

    def _measured(self) -> Iterator[tuple[str, str]]:
        values = ", ".join(f"{value:.4g}" for value in self.check.measured)
        yield "measured", f"{values} ({len(self.check.measured)} {'try' if len(self.check.measured) == 1 else 'tries'})"
        threshold = self.check.threshold
        best = max(self.check.measured)
        yield "threshold", "none" if threshold is None else f"{threshold:.4g}; the best try is {best - threshold:+.4g}"

    def printed(self) -> list[str]:
        """What the student's code printed, as far as the result keeps it."""
        return as_printed(self.check.printed)

    def circumstances(self) -> Pairs:
        """Of which submission it is the verdict, and how it came about."""
        result, run = self.result, self.run
        when = result.submitted_at or "the download does not say when"
        attempt = f"; attempt {result.attempts}" if result.attempts else ""
        pairs = [("handed in", f"{when}{attempt}{'; late' if result.late else ''}")]
        pairs += [("file", one_line(self.exercise.file) or "none")]
        pairs += [("note", one_line(note)) for note in result.notes]
        pairs += [("graded", self.graded.at if self.graded else "the run does not say when")]
        pairs += [("with", text) for text in self._with()]
        pairs += [("sandbox", one_line(str(result.run.get("sandbox", "not known"))))]
        seed = result.run.get("fixed_seed")
        secret = f"fixed seed {seed}" if seed is not None else f"key {run.get('key', 'not known')}"
        pairs += [("run", one_line(f"{result.run.get('id', 'not known')}; {secret} (for staff alone)"))]
        if again := run.get("reproduce"):
            pairs += [("again", visible(str(again).removesuffix("STUDENT") + shlex.quote(result.key)))]
        return pairs

    def _with(self) -> Iterator[str]:
        found = self.graded.provenance if self.graded else self.run.get("provenance", {})
        libraries = found.get("libraries", {})
        named = {"convlings": found.get("kit"), "Python": found.get("python"), **libraries}
        yield one_line(", ".join(f"{name} {version}" for name, version in named.items() if version)) or "not known"
        backends = ", ".join(self.exercise.backends) or found.get("backend", "not known")
        limits = found.get("limits", {})
        seconds = f"; {limits['call_seconds']:g} s a call" if "call_seconds" in limits else ""
        memory = f", {found['memory_mb']} MiB" if "memory_mb" in found else ""
        yield one_line(f"backend {backends}, device {found.get('device', 'not known')}{seconds}{memory}")

    def code(self) -> list[Excerpt]:
        """The student's own definitions of the function, as they were graded."""
        name = self.check.function.partition(".")[0]
        pieces = self.graded.texts.get(self.exercise.exercise, []) if self._has_kept_code else []
        found = []
        for piece in pieces:
            lines = lines_of(piece.text)
            for first, last in definitions(piece.text, name):
                cell = f"cell {piece.cell} of " if piece.cell else ""
                span = f"line {first}" if first == last else f"lines {first} to {last}"
                found.append(Excerpt(one_line(f"{span} of {cell}{piece.file}"), first, list(_cut(lines, first, last))))
        return found

    def lacking(self) -> str:
        """Why there is no code, in a sentence."""
        if self.graded is None:
            return _OLDER
        if not self._has_kept_code:
            return _ANOTHER
        if not (pieces := self.graded.texts.get(self.exercise.exercise)):
            return _UNSTARTED
        files = ", ".join(dict.fromkeys(one_line(piece.file) for piece in pieces))
        return f"Nothing in {files} defines {self.check.function}."

    @property
    def _has_kept_code(self) -> bool:
        return self.graded is not None and self.graded.digest == self.result.digest


def _cut(lines: Sequence[str], first: int, last: int) -> Iterator[str]:
    yield from (cut(line, _LONGEST) for line in lines[first - 1 : min(last, first - 1 + _MOST_LINES)])
    if last - first >= _MOST_LINES:
        yield f"… {last - first + 1 - _MOST_LINES} more lines"


def checks_called(word: str, result: SubmissionResult) -> list[tuple[ExerciseResult, CheckResult]]:
    """The check of this number or name, `08.2`, `survivors_are_scaled` or `08.survivors_are_scaled`; or those of a
    function, `dropout` or `08.dropout`. Numbers are those of the report.

    Raises:
        NoSuchCheck: there is none, or several exercises have one.
    """
    exercise, dot, name = word.rpartition(".")
    every = [(each, check) for each in result.exercises for check in each.checks]
    asked = [pair for pair in every if not dot or _is_called(pair[0], exercise)]
    found = [pair for pair in asked if name in (pair[1].name, pair[1].short_name) or _has_number(pair, name, dot)]
    found = found or [pair for pair in asked if pair[1].function == name]
    exercises = list(dict.fromkeys(each.exercise for each, _ in found))
    if len(exercises) == 1:
        return found
    if exercises:
        more = " ..." if len(exercises) > _MOST_NEAR else ""
        them = ", ".join(f"{each}.{name}" for each in exercises[:_MOST_NEAR])
        raise NoSuchCheck(f"{one_line(word)} is in {len(exercises)} exercises. Name one of them: {them}{more}")
    raise NoSuchCheck(_no_check(one_line(word), asked or every))


def _is_called(exercise: ExerciseResult, word: str) -> bool:
    wanted = word.lower().replace("-", "_")
    number, _, topic = exercise.exercise.partition("_")
    return (wanted.zfill(2) if wanted.isdigit() else wanted) in (number, topic, exercise.exercise)


def _has_number(pair: tuple[ExerciseResult, CheckResult], name: str, dot: str) -> bool:
    return bool(dot) and name.isdecimal() and pair[1].id.rpartition(".")[2] == str(int(name))


def _no_check(word: str, pairs: Sequence[tuple[ExerciseResult, CheckResult]]) -> str:
    names: dict[str, str] = {}
    for exercise, check in pairs:
        number = exercise.exercise[:2]
        for name in (check.id, check.short_name, check.function):
            names.setdefault(name, f"{check.id} {check.short_name}")
            names.setdefault(f"{number}.{name}", f"{check.id} {check.short_name}")
    near = get_close_matches(re.sub(r"^test_", "", word), names, _MOST_NEAR, cutoff=0.5)
    shown = ", ".join(dict.fromkeys(names[each] for each in near))
    numbers = ", ".join(check.id for _, check in pairs[:_MOST_NUMBERS])
    more = " ..." if len(pairs) > _MOST_NUMBERS else ""
    there = f"Near: {shown}." if shown else f"It has {numbers or 'no check at all'}{more or '.'}"
    return f"The report has no check {word}. {there}"
