"""Exercises about a library that is not installed here: a sentence for each, and nothing else comes of them."""

from collections.abc import Iterable

import click

from autograder.course.exercise import Exercise
from autograder.reports.terminal import Printer


def those_here(exercises: Iterable[Exercise], printer: Printer) -> list[Exercise]:
    """Those that can be checked here; of the others it is said once that they are left out, and why."""
    found = list(exercises)
    for reason in dict.fromkeys(exercise.why_left_out for exercise in found):
        if reason:
            printer.paragraph(reason)
    return [exercise for exercise in found if not exercise.why_left_out]


def require_here(exercise: Exercise) -> Exercise:
    """The exercise, if it can be checked here; otherwise the command was used wrongly, and is told why."""
    if exercise.why_left_out:
        raise click.UsageError(exercise.why_left_out)
    return exercise


def common_backend(exercises: Iterable[Exercise]) -> str:
    """The backend that each of them declares for itself; empty where they do not declare one and the same."""
    declared = {exercise.backend for exercise in exercises}
    return declared.pop() if len(declared) == 1 else ""
