"""`convlings hint`: the next of three."""

import click

from autograder.cli.plain_errors import plain_errors
from autograder.course.exercise import Exercise, Function, find_exercise
from autograder.reports.terminal import Printer, make_console
from autograder.student.hints import all_passed, next_hint
from autograder.student.progress import Progress
from autograder.student.workplace import own_folder


@click.command("hint")
@click.argument("exercise")
@click.argument("function", required=False)
def command(exercise: str, function: str | None) -> None:
    """Show the next hint of EXERCISE, for FUNCTION or for the first that is wrong or not written yet."""
    printer = Printer(make_console())
    with plain_errors():
        found = find_exercise(exercise)
        show_hint(printer, Progress(own_folder()), found, found.function(function) if function else None)


def show_hint(printer: Printer, progress: Progress, exercise: Exercise, function: Function | None = None) -> None:
    """Print the next hint for the function, or for the one to work on, and remember that it was seen."""
    hint = next_hint(progress, exercise, function)
    if hint is None:
        printer.paragraph(all_passed(exercise))
        return
    printer.line(f"{exercise.number} {hint.function}, hint {hint.number} of {hint.count}", "bold")
    printer.paragraph(hint.text)
    if hint.other:
        printer.line(f"For another function: convlings hint {exercise.number} {hint.other}", "dim")
