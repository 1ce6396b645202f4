"""`convlings reset`: back to the stub."""

import time
from pathlib import Path

import click

from autograder.cli.plain_errors import plain_errors
from autograder.course.exercise import Exercise, find_exercise
from autograder.student.progress import FOLDER, Progress
from autograder.student.workplace import handed_out, own_file, own_folder


@click.command("reset")
@click.argument("exercise")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(exercise: str, yes: bool) -> None:
    """Put the empty file of EXERCISE back. Yours is kept as a backup."""
    with plain_errors():
        found = find_exercise(exercise)
        folder = own_folder()
        path = own_file(folder, found) or folder / f"{found.name}.py"
        edited = _is_edited(path, found)
        question = f"Replace {path.name} by the empty exercise? Yours is kept as a backup."
        if not edited or yes or click.confirm(question):
            reset_file(path, found)


def reset_file(path: Path, exercise: Exercise) -> None:
    """Write the empty exercise to `path`; what stood there, if it was edited, becomes a backup."""
    folder = path.parent if path.suffix == ".py" else path.parent.parent
    if _is_edited(path, exercise):
        click.echo(f"Yours is kept as {_back_up(path, folder)}.")
    path.write_text(handed_out(path, exercise), encoding="utf-8")
    Progress(folder).forget(exercise)
    click.echo(f"{path.name} is as it was handed out.")


def _is_edited(path: Path, exercise: Exercise) -> bool:
    return path.exists() and path.read_text(encoding="utf-8", errors="replace") != handed_out(path, exercise)


def _back_up(path: Path, folder: Path) -> Path:
    backups = folder / FOLDER / "backups"
    backups.mkdir(parents=True, exist_ok=True)
    stamp = time.strftime("%Y%m%d-%H%M%S")
    kept = backups / f"{path.stem}-{stamp}{path.suffix}"
    count = 2
    while kept.exists():
        kept = backups / f"{path.stem}-{stamp}-{count}{path.suffix}"
        count += 1
    return path.rename(kept)
