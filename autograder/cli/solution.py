"""`convlings solution`: for comparison, once the exercise has passed."""

import click

from autograder.cli.errors import plain_errors
from autograder.course.exercise import find_exercise
from autograder.student.progress import Progress
from autograder.student.workplace import own_folder


@click.command("solution")
@click.argument("exercise")
@click.option("--peek", is_flag=True, help="Show it before the exercise has passed; noted in your progress file alone.")
def command(exercise: str, peek: bool) -> None:
    """Show the solution of EXERCISE."""
    with plain_errors():
        found = find_exercise(exercise)
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
        click.echo(found.source_without_hints, nl=False)
