"""`convlings gradescope`: an autograder for Gradescope, and what it runs."""

from pathlib import Path

import click

from autograder.cli.options import memory_option, no_accuracy_option
from autograder.cli.plain_errors import plain_errors
from autograder.course.exercise import find_exercise
from autograder.gradescope.build import build_zip
from autograder.gradescope.run import Job, run
from autograder.grading.catalogue import checks_of
from autograder.grading.result import shown_points
from autograder.grading.tiers import part_for
from autograder.reports.lines import points_of

_EXERCISES = click.argument("exercises", nargs=-1, required=True, metavar="08 | dropout...")
_MINUTES = click.option(
    "--minutes",
    type=click.FloatRange(min=1, max=40),
    default=10.0,
    show_default=True,
    help="For one submission as a whole: the time limit in Gradescope's settings of the autograder.",
)
_TIMEOUT = click.option(
    "--timeout", type=click.FloatRange(min=0.1), default=20.0, show_default=True, help="Seconds a call."
)
_AFTER_DUE = click.option(
    "--accuracy-after-due", is_flag=True, help="Students see accuracy checks, and the total, after the due date only."
)


@click.group("gradescope")
def command() -> None:
    """Make an autograder for Gradescope."""


@command.command("build")
@_EXERCISES
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The zip to write.")
@_MINUTES
@_TIMEOUT
@memory_option
@_AFTER_DUE
@no_accuracy_option
def build(
    exercises: tuple[str, ...],
    out: Path,
    minutes: float,
    timeout: float,
    memory: int,
    accuracy_after_due: bool,
    no_accuracy: bool,
) -> None:
    """Write the zip to upload under Configure Autograder."""
    with plain_errors():
        chosen = list(dict.fromkeys(find_exercise(word) for word in exercises))
        options = ["--minutes", f"{minutes:g}", "--timeout", f"{timeout:g}", "--memory", str(memory)]
        options += ["--accuracy-after-due"] if accuracy_after_due else []
        options += ["--no-accuracy"] if no_accuracy else []
        build_zip(out, chosen, options)
        part = part_for("cpu", no_accuracy)
        points = sum(part.result(info, "passed").points for each in chosen for info in checks_of(each))
    click.echo(f"Upload {out} in the assignment under Configure Autograder, with {minutes:g} minutes at most.")
    click.echo(f"The assignment's autograder points: {shown_points(points)}")


@command.command("run")
@_EXERCISES
@click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("/autograder"),
    envvar="CONVLINGS_GRADESCOPE",
    show_default=True,
    help="The folder that Gradescope gives the autograder.",
)
@_MINUTES
@_TIMEOUT
@memory_option
@_AFTER_DUE
@no_accuracy_option
def run_command(
    exercises: tuple[str, ...],
    root: Path,
    minutes: float,
    timeout: float,
    memory: int,
    accuracy_after_due: bool,
    no_accuracy: bool,
) -> None:
    """Grade ROOT/submission and write ROOT/results/results.json: this is what the autograder does in a container."""
    with plain_errors():
        chosen = list(dict.fromkeys(find_exercise(word) for word in exercises))
        part = part_for("cpu", no_accuracy)
        result = run(Job(root.resolve(), chosen, minutes * 60, timeout, memory, part, accuracy_after_due))
    click.echo(f"{points_of(result.earned, result.points)} points. Sandbox: {result.run['sandbox']}.")
