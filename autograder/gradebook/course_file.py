"""course.toml: what a course has to say about its runs. docs/course.md describes each key.

zone = "Europe/Berlin"
exercises = "our exercises"
roster = "roster.csv"
overrides = "overrides.csv"

[assignments.hw3]
exercises = ["08", "09"]
due = 2026-10-12T23:59:00
weights = { "09" = 2 }

[void]
"08.survivors_are_scaled" = "The text did not say what happens at rate 0."
"""

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from autograder.course import content
from autograder.course.exercise import UnknownExercise, find_exercise
from autograder.gradebook.overrides import named_checks
from autograder.gradebook.places import line_of
from autograder.gradebook.tables import BadFile, read_text
from autograder.grading.catalogue import checks_of

_TOP = ("exercises", "roster", "overrides", "zone", "assignments", "void")
_ASSIGNMENT = ("exercises", "due", "weights")


@dataclass(frozen=True)
class Assignment:
    """What students hand in together.

    Attributes:
        exercises: Names, in the order of the file.
        due: With its zone; None where it may be handed in at any time.
        weights: By what the points of an exercise are multiplied, where it is not 1.
    """

    name: str
    exercises: tuple[str, ...]
    due: datetime | None = None
    weights: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Course:
    """A course file. Paths in it are relative to its folder."""

    assignments: dict[str, Assignment]
    roster: Path | None = None
    overrides: Path | None = None
    zone: tzinfo | None = None
    voids: dict[str, dict[str, str]] = field(default_factory=dict)  # exercise -> check's function -> reason

    def assignment(self, name: str) -> Assignment:
        """The assignment of this name.

        Raises:
            BadFile: there is none.
        """
        if name not in self.assignments:
            there = ", ".join(self.assignments) or "none"
            raise BadFile(f"There is no assignment {name} in the course file. There are: {there}.")
        return self.assignments[name]


def read_course(path: Path) -> Course:
    """The course file, with its own exercises in use from now on.

    Raises:
        BadFile: it cannot be read, or a value in it cannot be; the message names line and key.
    """
    return _Reader(path).course()


class _Reader:
    def __init__(self, path: Path):
        self._path = path
        self._text = read_text(path)
        try:
            self._data: dict[str, Any] = tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as error:
            raise BadFile(f"{path.name}: {error}.") from None

    def course(self) -> Course:
        data = self._data
        self._known(data, (), _TOP)
        for folder in self._texts(data, ("exercises",)):
            try:
                content.use_folder(self._path.parent / folder)
            except content.NoContent as error:
                raise self._bad(("exercises",), str(error)) from None
        zone = self._zone()
        assignments = self._table(data, ("assignments",))
        return Course(
            {name: self._assignment(name, zone) for name in assignments},
            self._file("roster"),
            self._file("overrides"),
            zone,
            self._voids(),
        )

    def _bad(self, path: Sequence[str], what: str) -> BadFile:
        key = ".".join(path)
        return BadFile(f"{self._path.name}, line {line_of(self._text, path)}, {key}: {what}")

    def _known(self, table: dict[str, Any], path: Sequence[str], known: Collection[str]) -> None:
        for key in table:
            if key not in known:
                near = get_close_matches(key, known, n=1)
                hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
                raise self._bad((*path, key), f"there is no such key. {hint}")

    def _table(self, data: dict[str, Any], path: Sequence[str]) -> dict[str, Any]:
        table = data.get(path[-1], {})
        if not isinstance(table, dict):
            raise self._bad(path, f"it has to be a table: [{'.'.join(path)}]")
        return table

    def _texts(self, data: dict[str, Any], path: Sequence[str]) -> list[str]:
        found = data.get(path[-1], [])
        found = [found] if isinstance(found, str) else found
        if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
            raise self._bad(path, 'it has to be text, or a list of texts: ["08", "09"]')
        return found

    def _file(self, key: str) -> Path | None:
        """A file that is named, or lies beside the course file under its usual name."""
        name = self._data.get(key, f"{key}.csv")
        if not isinstance(name, str) or not name:
            raise self._bad((key,), f'it has to be the name of a file: "{key}.csv"')
        path = self._path.parent / name
        if path.is_file():
            return path
        if key in self._data:
            raise self._bad((key,), f"there is no file {name} beside {self._path.name}.")
        return None

    def _zone(self) -> tzinfo | None:
        name = self._data.get("zone")
        if name is None:
            return None
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
            raise self._bad(("zone",), f'{name!r} is not a zone. Write one such as "Europe/Berlin".') from None

    def _assignment(self, name: str, zone: tzinfo | None) -> Assignment:
        path = ("assignments", name)
        data = self._table(self._data["assignments"], path)
        self._known(data, path, _ASSIGNMENT)
        words = self._texts(data, (*path, "exercises"))
        if not words:
            raise self._bad((*path, "exercises"), 'it needs one exercise at least: exercises = ["08"]')
        exercises = tuple(dict.fromkeys(self._exercise(word, (*path, "exercises")) for word in words))
        weights: dict[str, float] = {}
        for word, weight in self._table(data, (*path, "weights")).items():
            where = (*path, "weights", word)
            exercise = self._exercise(word, where)
            if exercise not in exercises:
                raise self._bad(where, f"{exercise} is not among the exercises of {name}.")
            is_number = isinstance(weight, int | float) and not isinstance(weight, bool)
            if not is_number or not isfinite(weight) or weight < 0:
                raise self._bad(where, f"{weight!r} is not a weight. Write a number, 0 or more.")
            weights[exercise] = float(weight)
        return Assignment(name, exercises, self._due(data.get("due"), (*path, "due"), zone), weights)

    def _exercise(self, word: str, path: Sequence[str]) -> str:
        try:
            return find_exercise(word).name
        except UnknownExercise as error:
            raise self._bad(path, str(error.args[0])) from None

    def _due(self, due: object, path: Sequence[str], zone: tzinfo | None) -> datetime | None:
        if due is None:
            return None
        if not isinstance(due, datetime):
            hint = "Add the time" if isinstance(due, date) else "Write a date and time without quotation marks"
            raise self._bad(path, f"{hint}: 2026-10-12T23:59:00+02:00")
        if due.tzinfo is None and zone is None:
            raise self._bad(
                path,
                f'it has no zone. Write {due.isoformat()}+02:00, or zone = "Europe/Berlin" at the top of the file.',
            )
        return due if due.tzinfo is not None else due.replace(tzinfo=zone)

    def _voids(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for name, reason in self._table(self._data, ("void",)).items():
            where = ("void", name)
            if isinstance(reason, dict):
                raise self._bad(where, 'the name needs quotation marks: "08.survivors_are_scaled" = "..."')
            word, _, check = name.partition(".")
            exercise = find_exercise(self._exercise(word, where))
            checks = checks_of(exercise)
            # `08.2` is the number of a check, which has the exercise's number in it.
            about = named_checks(f"{exercise.number}.{check}" if check.isdecimal() else check, checks)
            if len(about) != 1:
                names = ", ".join(f"{exercise.number}.{each.short_name}" for each in checks)
                raise self._bad(where, f"there is no such check. There are: {names}.")
            if not isinstance(reason, str) or not reason.strip():
                raise self._bad(where, "say why, between quotation marks: students read it.")
            found.setdefault(exercise.name, {})[about[0].name] = reason.strip()
        return found
