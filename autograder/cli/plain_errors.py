"""What goes wrong on the command line, said in a sentence."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import IO, Any

import click

from autograder.course.content import NoContent
from autograder.course.exercise import UnknownExercise, UnknownFunction
from autograder.course.stub import BrokenSolution
from autograder.engine.backends import BackendMissing
from autograder.engine.errors import GraderFault
from autograder.gradebook.explanation import NoSuchCheck
from autograder.gradebook.people import NobodyMeant
from autograder.gradebook.tables import BadFile
from autograder.grading.place import NoCluster
from autograder.student.workplace import NoWorkplace
from autograder.submissions import UnreadableFolder

_WRONG_USE = (
    *(UnknownExercise, UnknownFunction, UnreadableFolder, BrokenSolution, NoContent, NoWorkplace, BadFile),
    *(NobodyMeant, NoSuchCheck, NoCluster),
)
_KEPT = "What was finished before is kept. Once this is put right, give the same command again."


@contextmanager
def orderly_end() -> Iterator[None]:
    """Let SIGTERM end the command as Ctrl-C does, with everything put away; the first of them is the last heard.

    Only where signals arrive: in the main thread.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, _: FrameType | None) -> None:
        stopped.append(number)
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)

    stopped: list[int] = []
    before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        if stopped:
            click.echo("Stopped. What is finished is kept: give the same command again to go on.", err=True)


class Refused(click.UsageError):
    """Wrong use that a sentence explains: how the command is spelt, which click shows as well, would say nothing."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence alone."""
        click.echo(f"Error: {self.format_message()}", file=file, err=file is None)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Errors for people: no traceback, exit code 2 for wrong use, 1 where the grader itself could not work."""
    try:
        yield
    except click.UsageError as error:
        raise Refused(error.message) from error
    except _WRONG_USE as error:
        raise Refused(str(error.args[0])) from error
    except BackendMissing as missing:
        raise Refused(str(missing)) from missing
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise click.ClickException(f"{where}{error.strerror or error}. {_KEPT}") from error
    except GraderFault as fault:
        details = "".join(f"\n  {line}" for line in fault.details)
        raise click.ClickException(f"{fault}{details}") from fault
