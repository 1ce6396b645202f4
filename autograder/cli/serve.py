"""`convlings serve`: the student's own service of the capstone, on this machine alone."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from autograder.cli.plain_errors import plain_errors
from autograder.cli.targets import own_work, work_at
from autograder.course.exercise import find_exercise
from autograder.student.comparison import is_unwritten

_EXERCISE = "21"
_SECONDS = 5.0


@click.command("serve")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 for any that is free.")
@click.option("--model", type=click.Path(path_type=Path), help="A model that you trained, a .keras file.")
@click.option("--names", help="The classes of that model, in their order: dress,hat,shoes.")
@click.option(
    "--values",
    type=click.Choice(["-1..1", "0..1", "0..255"]),
    default="-1..1",
    show_default=True,
    help="What that model takes for black and for white.",
)
@click.option("--open", "opens", is_flag=True, help="Open the page in your browser as well.")
def command(file: Path | None, port: int, model: Path | None, names: str | None, values: str, opens: bool) -> None:
    """Run the service that you wrote in 21, from FILE or from your own exercises, with a page to try it on.

    Without --model, a small model first learns drawn clothes. Only this machine can reach the service. Your code runs
    as it is, without a sandbox. Ctrl-C ends it.
    Exit code 0: ended by Ctrl-C. 1: your file cannot be served yet. 2: wrong use, or a port that is taken.
    """
    with plain_errors():
        exercise = find_exercise(_EXERCISE)
        work = own_work(exercise) if file is None else work_at(file, exercise)
        path = work.path
        assert path is not None, "a student's own file has a place"
        if path.suffix != ".py":
            raise click.UsageError(f"{path.name} is not a .py file. In a notebook, run its last cell instead.")
        if model is not None and not model.is_file():
            raise click.UsageError(f"There is no file {model}.")
        if (model is None) != (names is None):
            raise click.UsageError("--model and --names belong together: the names are the classes of the model.")
    if is_unwritten(work, "make_app"):
        raise click.ClickException(
            f"make_app in {path.name} is not written yet: the line `raise NotImplementedError(...)` is still in it. "
            "`convlings hint 21` helps."
        )
    options = [f"--port={port}", f"--values={values}"]
    options += [f"--model={model}", f"--names={names}"] if model is not None else []
    sys.exit(_run([sys.executable, "-m", "autograder.service", *options, *["--open"] * opens, "--", str(path)]))


def _run(arguments: list[str]) -> int:
    """Run the service until it ends, or until this process is to end: then the service's standard input ends too."""

    def stop(number: int, _: FrameType | None) -> NoReturn:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, stop)
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(arguments, stdin=subprocess.PIPE, env=quiet | os.environ)
    try:
        return process.wait()
    except KeyboardInterrupt:
        click.echo("\nStopped.")
        return 0
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
