"""`convlings init`: a place to work."""

from pathlib import Path

import click

from autograder.student.setup import set_up


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("convlings"))
@click.option("--notebooks", is_flag=True, help="Notebooks, in exercises/notebooks, in place of .py files.")
def command(folder: Path, notebooks: bool) -> None:
    """Make FOLDER (convlings, if none is named) with the exercises. Again, after an upgrade, it adds what is new."""
    try:
        changes = set_up(folder, notebooks)
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written: {error.strerror}.") from error
    for word, names in (("added", changes.added), ("updated", changes.updated)):
        for name in names:
            click.echo(f"{word:<8} {folder / 'exercises' / name}")
    for name in changes.kept:
        click.echo(
            f"kept     {folder / 'exercises' / name}: it is edited. The exercise has changed since; "
            f"convlings reset {Path(name).name[:2]} gives the new one and keeps a backup of yours."
        )
    if changes.none:
        click.echo("Everything is up to date.")
    if notebooks:
        click.echo(
            f"Next: open a notebook in {_quoted(folder / 'exercises' / 'notebooks')}, in Jupyter, Colab or VS Code."
        )
    else:
        click.echo(f"Next: cd {_quoted(folder)}, then: convlings")
        click.echo("(For notebooks in place of .py files: convlings init --notebooks)")


def _quoted(folder: Path) -> str:
    text = str(folder)
    return f'"{text}"' if " " in text else text
