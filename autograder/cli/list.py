"""`convlings list`: what there is."""

import click

from autograder.cli.left_out import those_here
from autograder.course.exercise import whole_course
from autograder.reports.terminal import Printer, make_console


@click.command("list")
def command() -> None:
    """List the exercises and the functions each asks for."""
    course = whole_course()
    width = max(len(exercise.title) for exercise in course)
    for exercise in course:
        names = ", ".join(function.name for function in exercise.functions)
        click.echo(f"{exercise.number}  {exercise.title:<{width}}  {names}")
    those_here(course, Printer(make_console(True)))
