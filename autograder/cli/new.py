"""`convlings new`: begin an exercise of one's own."""

from pathlib import Path

import click

from autograder.authoring.begin import CannotBegin, begin
from autograder.cli.plain_errors import plain_errors
from autograder.cli.sync import bring_up_to_date
from autograder.course import content
from autograder.course.exercise import find_exercise
from autograder.verify.problem import shown, to_type


@click.command("new")
@click.argument("name", metavar="NN_topic")
@click.option("--in", "folder", type=click.Path(path_type=Path, file_okay=False), help="Your own folder of exercises.")
def command(name: str, folder: Path | None) -> None:
    """Write a whole tiny exercise that passes `verify`, for you to change.

    It comes into the kit, or with --in FOLDER into a folder that every command takes with --exercises FOLDER.
    """
    if folder is None and not content.is_clone():
        raise click.UsageError("Say where your exercise is to be: convlings new 30_mirror --in FOLDER")
    collection = content.KIT if folder is None else content.at_folder(folder)
    with plain_errors():
        try:
            written = begin(name, collection)
        except CannotBegin as error:
            raise click.UsageError(str(error)) from error
        if folder is not None:
            content.use_folder(folder)
        for path in written:
            click.echo(f"wrote {shown(path)}")
        exercise = find_exercise(name)
        bring_up_to_date([exercise], jobs=2)
    number = exercise.number
    click.echo(f"It is whole. Prove it with: {to_type(f'verify {number}', exercise)}")
    click.echo("Then change solution, checks and known submissions. After each change:")
    click.echo(f"  {to_type(f'sync {number}', exercise)}")
    click.echo(f"  {to_type(f'verify {number}', exercise)}")
    if folder is not None:
        click.echo(f"To leave out --exercises, set CONVLINGS_EXERCISES={folder.resolve()}")
