"""`convlings init`: a place to work."""

import contextlib
import os
import platform
from pathlib import Path

import click

from autograder.cli.left_out import those_here
from autograder.course.exercise import whole_course
from autograder.reports.terminal import Printer, make_console
from autograder.student.setup import set_up
from autograder.student.workplace import NoWorkplace, own_folder


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option("--notebooks", is_flag=True, help="Notebooks, in exercises/notebooks, instead of .py files.")
def command(folder: Path | None, notebooks: bool) -> None:
    """Make FOLDER with the exercises (if none is named, convlings). Again, after an upgrade, it adds what is new."""
    folder = folder or _usual_folder()
    try:
        changes = set_up(folder, notebooks)
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written: {error.strerror}.") from error
    for word, names in (("added", changes.added), ("updated", changes.updated)):
        for name in names:
            click.echo(f"{word:<8} {folder / 'exercises' / name}")
    for name in changes.kept:
        click.echo(
            f"kept     {folder / 'exercises' / name}: you have edited it. The exercise has changed since; "
            f"convlings reset {Path(name).name[:2]} gives the new one and keeps a backup of yours."
        )
    those_here(whole_course(), Printer(make_console(True)))
    if changes.none:
        click.echo("Everything is up to date.")
    click.echo(f"Your work is checked with Python {platform.python_version()} here; newer syntax cannot be read.")
    if notebooks:
        click.echo(
            f"Next: open a notebook in {_quoted(folder / 'exercises' / 'notebooks')}, in Jupyter, Colab or VS Code."
        )
    else:
        here = folder.resolve() == Path.cwd()
        click.echo("Next: convlings" if here else f"Next: cd {_quoted(folder)}, then: convlings")
        click.echo("(For notebooks instead of .py files: convlings init --notebooks)")


def _usual_folder() -> Path:
    """The folder to work in that one stands in already, else a new one."""
    with contextlib.suppress(NoWorkplace):
        exercises = own_folder().resolve()
        if exercises.name == "exercises":
            return Path(os.path.relpath(exercises.parent))
    return Path("convlings")


def _quoted(folder: Path) -> str:
    text = str(folder)
    return f'"{text}"' if " " in text else text
