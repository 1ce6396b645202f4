"""`convlings sync`: stubs and notebooks from solutions."""

from pathlib import Path

import click

from autograder.cli.errors import plain_errors
from autograder.course import content
from autograder.course.exercise import load_course
from autograder.notebook import handout
from autograder.notebook.address import UNSET, address


@click.command("sync")
def command() -> None:
    """Write exercises/NN_topic.py and exercises/notebooks/NN_topic.ipynb anew from solutions/NN_topic.py.

    For authors working in a clone.
    """
    if not content.is_clone():
        raise click.UsageError("sync works in a clone of the repository, where the solutions are.")
    with plain_errors():
        course = load_course()
        wanted = {content.stubs() / f"{exercise.name}.py": exercise.stub for exercise in course}
        wanted |= {content.notebooks() / f"{exercise.name}.ipynb": handout.render(exercise) for exercise in course}
        written = sum(_write(path, text) for path, text in wanted.items())
    click.echo(f"{len(course)} stubs and as many notebooks, {written} files changed.")
    if not address():
        click.echo(UNSET, err=True)


def _write(path: Path, text: str) -> bool:
    """Whether the file was not yet so."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"wrote {path.relative_to(content.clone_root())}")
    return True
