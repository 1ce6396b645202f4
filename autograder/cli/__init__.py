"""The command line. One module a command; each is imported only when it is called."""

import importlib
import sys
from difflib import get_close_matches

import click

from autograder import __version__

_COMMANDS = {
    "init": "Make a folder with the exercises.",
    "watch": "Check an exercise each time you save it.",
    "check": "Check your exercises.",
    "hint": "The next hint for an exercise.",
    "look": "A picture of what your own code does.",
    "serve": "Run the service that you wrote in 21, with a page.",
    "pack": "Make the one file to hand in.",
    "solution": "The solution, once an exercise has passed.",
    "reset": "Put the empty exercise back; yours is kept.",
    "grade": "Grade a folder of submissions.",
    "explain": "Why a check gave a student what it gave.",
    "compare": "What changed between two reports.",
    "insights": "What a class knows and what it does not: a page for the next lecture.",
    "export": "Give marks back to Canvas, Moodle, Gradescope or any other system.",
    "gradescope": "Make an autograder for Gradescope.",
    "nbgrader": "Make a course for nbgrader.",
    "verify": "Prove that every exercise is fair.",
    "calibrate": "Measure what accuracy checks have to reach.",
    "new": "Begin an exercise of your own.",
    "sync": "Make stubs, notebooks and fingerprints again.",
    "list": "List the exercises.",
    "data": "List, show and fetch image sets.",
    "doctor": "Say what this system can do, and what to do about the rest.",
}


class _Lazy(click.Group):
    def list_commands(self, context: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"autograder.cli.{name}").command
        _add_exercises_option(command)
        return command

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(context, args)
        except click.UsageError as error:
            if near := get_close_matches(args[0], _COMMANDS, n=1):
                error.message += f" Did you mean {near[0]}?"
            raise

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


def _add_exercises_option(command: click.Command) -> None:
    from autograder.cli.options import exercises_option

    if exercises_option not in command.params:
        command.params.append(exercises_option)
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        _add_exercises_option(inner)


@click.group(cls=_Lazy, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="convlings")
@click.option("--plain", is_flag=True, help="Text alone: no colour, nothing redrawn.")
@click.pass_context
def cli(context: click.Context, plain: bool) -> None:
    """Small exercises for convolutional image classifiers in Keras, and their grader.

    Without a command: where you are, and what is next.
    """
    if context.invoked_subcommand is None:
        from autograder.cli.overview import show_overview

        show_overview(plain)


def main() -> None:
    """Entry point of the `convlings` command: errors of use end with a sentence and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    cli(prog_name="convlings")
