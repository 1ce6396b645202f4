"""What `convlings check --github` does in a workflow of GitHub."""

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from autograder.cli.overview import line_of
from autograder.course.exercise import find_exercise
from autograder.grading.result import ExerciseResult
from autograder.reports.github import SUMMARY_BYTES, Checked, annotations, summary
from autograder.reports.terminal import Printer
from autograder.submissions import Work

_SUMMARY = "GITHUB_STEP_SUMMARY"
_REPOSITORY = "GITHUB_WORKSPACE"


@contextmanager
def no_commands(printer: Printer) -> Iterator[None]:
    """Meanwhile nothing that is printed is a command to GitHub, whatever a student's code has printed."""
    token = secrets.token_hex(16)
    printer.line(f"::stop-commands::{token}")
    try:
        yield
    finally:
        printer.line(f"::{token}::")


def tell_github(printer: Printer, works: Sequence[Work], results: Sequence[ExerciseResult]) -> None:
    """Print the annotations, and add to the summary of the job, where there is one."""
    found = [_checked(work, result) for work, result in zip(works, results, strict=True)]
    for command in annotations(found):
        printer.line(command)
    if place := os.environ.get(_SUMMARY):
        path = Path(place)
        taken = path.stat().st_size if path.exists() else 0
        with path.open("a", encoding="utf-8") as file:
            file.write(summary(found, SUMMARY_BYTES - taken))


def _checked(work: Work, result: ExerciseResult) -> Checked:
    if work.path is None:
        return Checked(result, work.name)
    path = work.path.resolve()
    repository = Path(os.environ.get(_REPOSITORY) or Path()).resolve()
    file = path.relative_to(repository).as_posix() if path.is_relative_to(repository) else path.as_posix()
    if work.content is None:
        return Checked(result, file)
    functions = find_exercise(work.exercise).functions
    lines = {function.name: line_of(path, function) for function in functions}
    return Checked(result, file, len(work.content.splitlines()), lines)
