"""`convlings list`: what there is."""

import click

from autograder.course.exercise import load_course


@click.command("list")
def command() -> None:
    """List the exercises and the functions each asks for."""
    course = load_course()
    width = max(len(exercise.title) for exercise in course)
    for exercise in course:
        names = ", ".join(function.name for function in exercise.functions)
        click.echo(f"{exercise.number}  {exercise.title:<{width}}  {names}")
