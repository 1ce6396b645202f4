"""What goes wrong on the command line, said in a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from autograder.course.content import NoContent
from autograder.course.exercise import UnknownExercise, UnknownFunction
from autograder.course.stub import BrokenSolution
from autograder.engine.errors import GraderFault
from autograder.student.workplace import NoWorkplace
from autograder.submissions import UnreadableFolder


@contextmanager
def plain_errors() -> Iterator[None]:
    """Errors for people: no traceback, exit code 2 for wrong use, 1 where the grader itself could not work."""
    try:
        yield
    except (UnknownExercise, UnknownFunction, UnreadableFolder, BrokenSolution, NoContent, NoWorkplace) as error:
        raise click.UsageError(str(error.args[0])) from error
    except GraderFault as fault:
        details = "".join(f"\n  {line}" for line in fault.details)
        raise click.ClickException(f"{fault}{details}") from fault
