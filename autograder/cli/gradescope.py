"""`convlings gradescope`: an autograder for Gradescope, and what it runs."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from autograder.cli.options import memory_option, no_accuracy_option
from autograder.cli.plain_errors import plain_errors
from autograder.course.exercise import Exercise, find_exercise
from autograder.gradebook.records import Records
from autograder.gradescope.build import build_zip
from autograder.gradescope.run import Job, run
from autograder.grading.catalogue import checks_of
from autograder.grading.result import shown_points
from autograder.grading.tiers import part_for
from autograder.reports.lines import points_of


def _grading(command: Callable[..., Any]) -> Callable[..., Any]:
    """What is graded and how: `build` writes it down for `run`."""
    options = (
        click.argument("exercises", nargs=-1, metavar="[08 | dropout]..."),
        click.option(
            "--course",
            type=click.Path(path_type=Path, dir_okay=False),
            help="The course file, course.toml, for its weights and void checks.",
        ),
        click.option("--assignment", help="The exercises of this assignment in the course file."),
        click.option(
            "--minutes",
            type=click.FloatRange(min=1, max=40),
            default=10.0,
            show_default=True,
            help="For one submission as a whole: the time limit that is set in Gradescope.",
        ),
        click.option(
            "--timeout", type=click.FloatRange(min=0.1), default=20.0, show_default=True, help="Seconds per call."
        ),
        memory_option,
        click.option(
            "--accuracy-after-due",
            is_flag=True,
            help="Students see accuracy checks, and the total, only after the due date.",
        ),
        no_accuracy_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group("gradescope")
def command() -> None:
    """Make an autograder for Gradescope."""


@command.command("build")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The zip to write.")
@_grading
def build(
    exercises: tuple[str, ...],
    course: Path | None,
    assignment: str | None,
    out: Path,
    minutes: float,
    timeout: float,
    memory: int,
    accuracy_after_due: bool,
    no_accuracy: bool,
) -> None:
    """Write the zip to upload under Configure Autograder."""
    with plain_errors():
        records = Records.read(course, assignment, None)
        chosen = _chosen(exercises, records)
        options = ["--minutes", f"{minutes:g}", "--timeout", f"{timeout:g}", "--memory", str(memory)]
        options += ["--accuracy-after-due"] if accuracy_after_due else []
        options += ["--no-accuracy"] if no_accuracy else []
        build_zip(out, chosen, options, records)
        part = part_for("cpu", no_accuracy)
        points = sum(
            part.result(info, "passed").points * records.weights.get(each.name, 1)
            for each in chosen
            for info in checks_of(each)
        )
    click.echo(f"Upload {out} in the assignment under Configure Autograder, with {minutes:g} minutes at most.")
    click.echo(f"The assignment's autograder points: {shown_points(points)}")


@command.command("run")
@click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("/autograder"),
    envvar="CONVLINGS_GRADESCOPE",
    show_default=True,
    help="The folder that Gradescope gives the autograder.",
)
@_grading
def run_command(
    exercises: tuple[str, ...],
    course: Path | None,
    assignment: str | None,
    root: Path,
    minutes: float,
    timeout: float,
    memory: int,
    accuracy_after_due: bool,
    no_accuracy: bool,
) -> None:
    """Grade ROOT/submission and write ROOT/results/results.json: this is what the autograder does in a container."""
    with plain_errors():
        records = Records.read(course, assignment, None)
        chosen = _chosen(exercises, records)
        part = part_for("cpu", no_accuracy)
        result = run(Job(root.resolve(), chosen, minutes * 60, timeout, memory, part, accuracy_after_due, records))
    click.echo(f"{points_of(result.earned, result.points)} points. Sandbox: {result.run['sandbox']}.")


def _chosen(words: Sequence[str], records: Records) -> list[Exercise]:
    """The exercises that are named, or else those of the assignment."""
    names = words or (records.assignment.exercises if records.assignment else ())
    if not names:
        raise click.UsageError("Name the exercises, or an assignment in a course file.")
    return list({exercise.name: exercise for exercise in map(find_exercise, names)}.values())
