"""Take thresholds that were measured on another machine."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from autograder.calibration import picture
from autograder.calibration.campaign import LEAST
from autograder.calibration.record import write
from autograder.course.exercise import Exercise, UnknownExercise, find_exercise
from autograder.grading.catalogue import CheckInfo, checks_of
from autograder.grading.recipe import changed_since
from autograder.grading.thresholds import path


def take(file: Path, tell: Callable[[str], None]) -> bool:
    """Write each entry of the file to where it belongs, and draw it; whether all were taken.

    An entry is left where it is if solution or check have changed since, or if it rests on too few runs.
    """
    all_taken = True
    for entry in tomllib.loads(file.read_text(encoding="utf-8")).get("threshold", []):
        name = f"{entry['exercise']}, {entry['check']} ({entry['tier']}, {entry['backend']})"
        try:
            exercise, check = _place(entry)
        except _LeftOut as reason:
            tell(f"{name}: left out, because {reason}.")
            all_taken = False
            continue
        write(path(exercise.name), entry)
        picture.draw(picture.place(exercise, entry["tier"], entry["backend"]), check, entry)
        tell(f"{name}: threshold {entry['value']:.3f}, measured on {entry['device']}.")
    return all_taken


class _LeftOut(ValueError):
    """An entry that is of no use here, and why."""


def _place(entry: Mapping[str, Any]) -> tuple[Exercise, CheckInfo]:
    try:
        exercise = find_exercise(entry["exercise"])
    except UnknownExercise as unknown:
        raise _LeftOut("this kit has no such exercise") from unknown
    check = next((each for each in checks_of(exercise) if each.name == entry["check"]), None)
    if check is None:
        raise _LeftOut("the exercise has no such check")
    least = min(each["runs"] for each in _samples(entry))
    if reason := changed_since(entry, exercise, check) or (f"{least} runs are too few" if least < LEAST else ""):
        raise _LeftOut(reason)
    return exercise, check


def _samples(entry: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield entry["right"]
    yield from entry["mistake"]
