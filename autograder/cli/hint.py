"""`convlings hint`: the next of three."""

import click

from autograder.cli.errors import plain_errors
from autograder.course.exercise import Exercise, Function, find_exercise
from autograder.reports.terminal import Printer, make_console
from autograder.student.progress import Progress
from autograder.student.workplace import own_folder


@click.command("hint")
@click.argument("exercise")
@click.argument("function", required=False)
def command(exercise: str, function: str | None) -> None:
    """Show the next hint of EXERCISE, for FUNCTION or for the first that has not passed yet."""
    printer = Printer(make_console())
    with plain_errors():
        found = find_exercise(exercise)
        progress = Progress(own_folder())
        show_hint(printer, progress, found, _named(found.functions, function) if function else None)


def show_hint(printer: Printer, progress: Progress, exercise: Exercise, function: Function | None = None) -> None:
    """Print the next hint for the function, or for the first that has not passed, and remember that it was seen."""
    wanted = function or progress.next_function(exercise)
    if wanted is None:
        printer.paragraph(
            f"All of {exercise.number} {exercise.title} has passed. To see hints anyway, name a function."
        )
        return
    seen = progress.of(exercise).hints
    count = min(seen.get(wanted.name, 0) + 1, len(wanted.hints))
    printer.line(f"{exercise.number} {wanted.name}, hint {count} of {len(wanted.hints)}", "bold")
    printer.paragraph(wanted.hints[count - 1])
    others = [each.name for each in exercise.functions if each is not wanted]
    if count == len(wanted.hints) and others:
        printer.line(f"For another function: convlings hint {exercise.number} {others[0]}", "dim")
    seen[wanted.name] = count
    progress.save()


def _named(functions: tuple[Function, ...], name: str) -> Function:
    for function in functions:
        if function.name.lower() == name.lower():
            return function
    raise click.UsageError(f"There is no {name} here. There are: {', '.join(each.name for each in functions)}.")
