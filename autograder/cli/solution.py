"""`convlings solution`: for comparison, once the exercise has passed."""

import click

from autograder.cli.plain_errors import plain_errors
from autograder.course.exercise import Exercise, find_exercise
from autograder.student.comparison import own_definition, reference_definition
from autograder.student.progress import Progress
from autograder.student.workplace import own_file, own_folder
from autograder.submissions import read_work


@click.command("solution")
@click.argument("exercise")
@click.argument("function", required=False)
@click.option("--all", "whole", is_flag=True, help="The whole file, with the lesson.")
@click.option("--peek", is_flag=True, help="Show it before the exercise has passed; noted in your progress file alone.")
def command(exercise: str, function: str | None, whole: bool, peek: bool) -> None:
    """Show your functions of EXERCISE, or FUNCTION alone, each with ours below it."""
    with plain_errors():
        found = find_exercise(exercise)
        names = [found.function(function).name] if function else [each.name for each in found.functions]
        progress = Progress(own_folder())
        own = progress.of(found)
        if not own.passed:
            if not peek:
                raise click.UsageError(
                    f"{found.name} has not passed yet. A hint may be all you need: convlings hint {found.number}. "
                    "To see the solution all the same, add --peek."
                )
            own.peeked = True
            progress.save()
        click.echo(found.source_without_hints if whole else _compared(found, names), nl=False)


def _compared(exercise: Exercise, names: list[str]) -> str:
    path = own_file(own_folder(), exercise)
    work = read_work(path, exercise.name) if path is not None else None
    parts = []
    for name in names:
        if work is not None and (own := own_definition(work, name)):
            parts.append(f"# yours\n{own}\n")
        parts.append(f"# ours\n{reference_definition(exercise, name)}\n")
    return "\n".join(parts)
