"""What each known mistake shows of the facts of the checks that it fails: `fingerprints.json` in a topic's folder.

`convlings sync` writes it. It holds for the check, the solution and the versions of Keras and TensorFlow that it was
made with; where one of these is another, no name is given, and `verify` refuses it. Nor is one on another backend.
"""

import doctest
import hashlib
import inspect
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.checking.study import Judged, Recorded
from autograder.course.exercise import Exercise
from autograder.engine import backends
from autograder.grading.catalogue import CheckInfo, functions_of
from autograder.grading.recipe import check_digest, solution_digest

FORMAT = 1
_CLOSE = 1e-5
# What varies from run to run is not a fact to go by.
VARIES = "varies from run to run"
# On another backend the same mistake may show other facts.
BACKEND = backends.TENSORFLOW
_LIBRARIES = ("keras", BACKEND)


@dataclass(frozen=True)
class Mistake:
    """What is said of a known mistake: its name, why it is one, and lines to try; each may be empty."""

    name: str
    why: str = ""
    tries: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        return bool(self.name or self.why)


@dataclass(frozen=True)
class Prints:
    """The fingerprints of one check.

    Attributes:
        right: What the solution shows.
        shown: What each known submission shows, by its file's name.
        mistakes: What is said of each.
    """

    right: Mapping[str, Any]
    shown: Mapping[str, Mapping[str, Any]]
    mistakes: Mapping[str, Mistake]


def path(exercise: Exercise) -> Path:
    """The exercise's file, which may not be there."""
    return exercise.topic_folder / "fingerprints.json"


def versions() -> dict[str, str]:
    """Of the libraries that decide what a submission shows: major and minor number."""
    return {name: ".".join(backends.version(name).split(".")[:2]) for name in _LIBRARIES}


def recipe_of(exercise: Exercise, info: CheckInfo) -> str:
    """Names what a check's fingerprints hold for."""
    parts = [check_digest(exercise, info), solution_digest(exercise)]
    if "contract" in inspect.signature(functions_of(exercise)[info.name]).parameters:
        parts.append(_examples_digest(exercise))
    return "-".join(part[:16] for part in parts)


def _examples_digest(exercise: Exercise) -> str:
    """Names the examples of the docstrings, which a contract judges."""
    parser = doctest.DocTestParser()
    found = [
        (each.source, each.want) for function in exercise.functions for each in parser.get_examples(function.docstring)
    ]
    return hashlib.sha256(repr(found).encode()).hexdigest()


def read(exercise: Exercise) -> dict[str, Any]:
    """What stands in the file; empty if there is none."""
    file = path(exercise)
    return _read(file, file.stat().st_mtime_ns) if file.is_file() else {}


@lru_cache(maxsize=64)
def _read(file: Path, _changed: int) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return data if data.get("format") == FORMAT else {}


def prints_of(exercise: Exercise, info: CheckInfo) -> Prints | None:
    """The check's fingerprints; None if there are none, or none that hold here."""
    data = read(exercise)
    if not data or data["versions"] != versions():
        return None
    entry = data["checks"].get(info.short_name)
    if entry is None or entry["recipe"] != recipe_of(exercise, info):
        return None
    said = {file: Mistake(each["name"], each["why"], tuple(each["tries"])) for file, each in data["mistakes"].items()}
    shown = entry["shown"]
    return Prints(entry["right"], shown, {file: said[file] for file in shown if said[file].says_something})


def to_json(recorded: Recorded) -> dict[str, Any]:
    """What a run of a check showed, as it is stored."""
    return asdict(recorded)


def without_tolerances(shown: Mapping[str, Any]) -> dict[str, Any]:
    """The same for a known mistake: the tolerances of its facts stand with the solution."""
    judged = [{name: value for name, value in each.items() if name != "within"} for each in shown["judged"]]
    return {**shown, "judged": judged}


def as_recorded(prints: Prints, file: str) -> tuple[Recorded, int | None]:
    """What a known submission showed, as if it were just seen, and the judgement in which it failed, if it was one."""
    shown = prints.shown[file]
    tolerances = [tuple(each["within"]) for each in prints.right["judged"]]
    judged = []
    for number, each in enumerate(shown["judged"]):
        within = tolerances[number] if number < len(tolerances) else ()
        # A mistake may lead a check another way than the solution does, past other facts.
        within = within if len(within) == len(each["seen"]) else (_CLOSE,) * len(each["seen"])
        judged.append(Judged(tuple(each["seen"]), each["own"], tuple(each["wrong"]), within))
        if any(each["wrong"]):
            return Recorded(judged), number
    return Recorded(judged, shown["end"]), None
