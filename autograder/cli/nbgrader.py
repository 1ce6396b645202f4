"""`convlings nbgrader build`: a course for nbgrader."""

import re
from pathlib import Path

import click

from autograder.cli.left_out import those_here
from autograder.cli.plain_errors import plain_errors
from autograder.course.exercise import find_exercise, whole_course
from autograder.nbgrader_course.build import build_course
from autograder.notebook.address import UNSET_IN_COURSE, address
from autograder.reports.terminal import Printer, make_console


@click.group("nbgrader")
def command() -> None:
    """Make a course for nbgrader."""


@command.command("build")
@click.argument("course", type=click.Path(path_type=Path, file_okay=False))
@click.argument("exercises", nargs=-1, metavar="[08 | dropout]...")
@click.option("--assignment", default="", help="One assignment of this name for all, not one for each exercise.")
@click.option("--question", type=click.FloatRange(min=0), default=0, help="Points of a question for a person to grade.")
@click.option("--again", is_flag=True, help="Replace files that are there and differ.")
def build(course: Path, exercises: tuple[str, ...], assignment: str, question: float, again: bool) -> None:
    """Write nbgrader_config.py and source/ASSIGNMENT/NN_topic.ipynb into the folder COURSE."""
    if assignment and not re.fullmatch(r"[a-zA-Z0-9_-]+", assignment):
        raise click.UsageError("An assignment's name has letters, digits, - and _ only.")
    with plain_errors():
        chosen = [find_exercise(word) for word in exercises] or whole_course()
        chosen = those_here(chosen, Printer(make_console(True, stderr=True)))
        if not chosen:
            raise click.UsageError("There is no exercise left to make a course of.")
        try:
            for written in build_course(course, chosen, assignment, question, again):
                remark = (
                    ": it differs from what would be written; --again replaces it" if written.state == "kept" else ""
                )
                click.echo(f"{written.state:<10} {written.path}{remark}")
        except OSError as error:
            raise click.ClickException(f"{course} cannot be written: {error.strerror}.") from error
    if not address():
        Printer(make_console(True, stderr=True)).paragraph(UNSET_IN_COURSE)
    name = assignment or chosen[0].name
    click.echo(f"Next: cd {course}, then: nbgrader generate_assignment {name}")
