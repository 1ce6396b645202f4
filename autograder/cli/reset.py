"""`convlings reset`: back to the stub."""

import time
from pathlib import Path

import click

from autograder.cli.errors import plain_errors
from autograder.course.exercise import Exercise, find_exercise
from autograder.student.progress import FOLDER, Progress
from autograder.student.workplace import own_folder


@click.command("reset")
@click.argument("exercise")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(exercise: str, yes: bool) -> None:
    """Put the empty file of EXERCISE back. Yours is kept as a backup."""
    with plain_errors():
        found = find_exercise(exercise)
        path = own_folder() / f"{found.name}.py"
        edited = path.exists() and path.read_text(encoding="utf-8", errors="replace") != found.stub
        question = f"Replace {path.name} by the empty exercise? Yours is kept as a backup."
        if not edited or yes or click.confirm(question):
            reset_file(path, found)


def reset_file(path: Path, exercise: Exercise) -> None:
    """Write the stub to `path`; what stood there, if it was edited, becomes a backup."""
    if path.exists() and path.read_text(encoding="utf-8", errors="replace") != exercise.stub:
        click.echo(f"Yours is kept as {_back_up(path)}.")
    path.write_text(exercise.stub, encoding="utf-8")
    Progress(path.parent).forget(exercise)
    click.echo(f"{path.name} is as it was handed out.")


def _back_up(path: Path) -> Path:
    folder = path.parent / FOLDER / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    stamp = time.strftime("%Y%m%d-%H%M%S")
    kept = folder / f"{path.stem}-{stamp}.py"
    count = 2
    while kept.exists():
        kept = folder / f"{path.stem}-{stamp}-{count}.py"
        count += 1
    return path.rename(kept)
