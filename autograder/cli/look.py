"""`convlings look`: a picture of what the student's own code does."""

import sys
import textwrap
from pathlib import Path

import click

from autograder.cli.left_out import require_here
from autograder.cli.opening import open_file
from autograder.cli.options import backend_option
from autograder.cli.plain_errors import plain_errors
from autograder.cli.targets import work_at, work_named
from autograder.course.exercise import find_exercise
from autograder.engine.backends import TENSORFLOW, Backend
from autograder.engine.fleet import Fleet, Source
from autograder.engine.provider import Setup
from autograder.pictures import Picture, Unseen, look_on
from autograder.reports.terminal import Printer, make_console
from autograder.submissions import Work

# Beside the student's file. Visible, because what one has made is to be found and shown.
FOLDER = "pictures"


@click.command("look")
@click.argument("target", metavar="08 | dropout | FILE")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the picture.  [default: pictures/08_dropout.png beside your file]",
)
@click.option("--open", "opens", is_flag=True, help="Show it as well.")
@click.option("--plain", is_flag=True, help="Text alone: no colour, no links.")
@backend_option()
def command(target: str, file: Path | None, out: Path | None, opens: bool, plain: bool, backend: Backend) -> None:
    """Draw what your own code of an exercise does, as a PNG, and say in words what it shows.

    Nothing is judged. What is not written yet is left out.
    Exit code 0: drawn. 1: there is nothing to draw yet. 2: wrong use.
    """
    printer = Printer(make_console(plain))
    with plain_errors():
        if out is not None and out.suffix.lower() != ".png":
            raise click.UsageError(f"The picture is a PNG, so {out.name} has to end in .png.")
        work = work_named(target) if file is None else work_at(file, find_exercise(target))
        exercise = require_here(find_exercise(work.exercise))
        with Fleet(Setup(backend=backend), exercise.backend) as sandboxes:
            is_drawn = show_picture(printer, work, sandboxes, backend, out, opens)
    sys.exit(0 if is_drawn else 1)


def show_picture(
    printer: Printer,
    work: Work,
    sandboxes: Source,
    backend: Backend = TENSORFLOW,
    out: Path | None = None,
    opens: bool = False,
) -> bool:
    """Write the picture of this work and print its words; print only why, where there is none.

    Args:
        out: The file; without, it goes into a folder beside the student's file.
        opens: Whether the system is asked to show it.

    Returns:
        Whether there is a picture.
    """
    exercise = find_exercise(work.exercise)
    try:
        picture = look_on(exercise, work, sandboxes, backend)
    except Unseen as unseen:
        printer.paragraph(str(unseen))
        return False
    if out is None:
        assert work.path is not None, "a student's own file has a place"
        out = work.path.parent / FOLDER / f"{exercise.name}.png"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(picture.png)
    except OSError as error:
        printer.paragraph(f"{out} cannot be written: {error.strerror or error}.")
        return False
    _print_words(printer, picture)
    printer.line()
    printer.link(str(out), out)
    if opens and not open_file(out):
        printer.line("There is nothing here to show it with: open the file above yourself.")
    return True


def _print_words(printer: Printer, picture: Picture) -> None:
    printer.line(picture.title, "bold")
    room = max(len(title) for title, _ in picture.numbers) + 2
    for title, numbers in picture.numbers:
        lines = [
            line for part in numbers.splitlines() for line in textwrap.wrap(part, max(printer.width - room - 2, 20))
        ]
        for index, line in enumerate(lines):
            printer.line(f"  {title if index == 0 else '':<{room}}{line}")
    for sentence in picture.missing:
        printer.line()
        printer.paragraph(f"Not drawn: {sentence}")
    printer.line()
    printer.paragraph(f"In words: {picture.alt}")
