"""`convlings calibrate`: measure what accuracy checks have to reach."""

import sys

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.calibration.campaign import Campaign, NotMeasured
from autograder.calibration.choice import Choice, Overlap
from autograder.calibration.runs import accuracy_checks
from autograder.cli.options import backend_option, jobs_option, memory_option, tier_option
from autograder.cli.plain_errors import plain_errors
from autograder.course import content
from autograder.course.exercise import editable_course, find_exercise
from autograder.engine.backends import BACKENDS, Backend
from autograder.engine.provider import Sandboxes, Setup
from autograder.grading.part import Device
from autograder.grading.thresholds import find_threshold
from autograder.grading.tiers import memory_for, part_for
from autograder.reports.terminal import Printer, make_console

_FOLDER = "build/calibration"


@click.command("calibrate")
@click.argument("exercises", nargs=-1, metavar="[09 | augmentation]...")
@tier_option
@jobs_option
@memory_option
@backend_option(*BACKENDS)
@click.option("--smoke", is_flag=True, help="Five runs of each, compared with the thresholds that there are.")
@click.option("--plain", is_flag=True, help="Text alone: no colour, nothing redrawn.")
def command(
    exercises: tuple[str, ...], device: Device, jobs: int, memory: int, backend: Backend, smoke: bool, plain: bool
) -> None:
    """Train right answers and known mistakes many times; set each accuracy check's threshold between them.

    Every value is kept as it comes: give the same command again to go on. Exit code 0: every check has its threshold.
    1: right and wrong cannot be told apart, or (with --smoke) a threshold does not hold. 2: wrong use.
    """
    if not content.is_clone() and not content.own_folders():
        raise click.UsageError("calibrate works in a clone of the repository, where the bank of known submissions is.")
    printer = Printer(make_console(plain))
    with plain_errors():
        part = part_for(device, backend=backend)
        if part.left_out:
            raise click.UsageError(f"Nothing was measured: {part.left_out}.")
        chosen = [find_exercise(word) for word in exercises] or editable_course()
        checks = [(exercise, check) for exercise in chosen for check in accuracy_checks(exercise)]
        if not checks:
            raise click.UsageError("None of these exercises has an accuracy check that is worth points.")
        all_well = True
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        setup = Setup(memory_mb=memory_for(part, memory), backend=backend, gpu=part.uses_gpu)
        console = make_console(plain, stderr=True)
        with Sandboxes(setup) as sandboxes, Progress(*columns, console=console, disable=plain) as bar:
            for exercise, check in checks:
                row = bar.add_task(check.id)

                def follow(done: int, total: int, row=row) -> None:
                    bar.update(row, completed=done, total=total)

                folder = exercise.collection.root / _FOLDER
                jobs = 1 if part.uses_gpu else jobs
                try:
                    campaign = Campaign(exercise, check, device, sandboxes, jobs, folder, follow, backend)
                    problems = _smoke(campaign) if smoke else _measure(campaign, printer)
                except (NotMeasured, Overlap) as trouble:
                    problems = [f"{trouble}."]
                for problem in problems:
                    printer.paragraph(f"{check.id}: {problem}")
                all_well = all_well and not problems
                if smoke and not problems:
                    printer.line(f"{check.id}: the threshold holds.")
    sys.exit(0 if all_well else 1)


def _measure(campaign: Campaign, printer: Printer) -> list[str]:
    choice = campaign.measure()
    printer.paragraph(f"{campaign.check.id}: {_summary(choice)}")
    printer.line(f"picture: {campaign.picture.relative_to(campaign.exercise.collection.root)}")
    return []


def _smoke(campaign: Campaign) -> list[str]:
    threshold = find_threshold(campaign.exercise.name, campaign.check.name, campaign.device, campaign.backend)
    return ["it has no threshold yet."] if threshold is None else campaign.smoke(threshold)


def _summary(choice: Choice) -> str:
    right = choice.right
    parts = [
        f"threshold {choice.value:.3f}. {len(right.values)} right runs, the lowest {min(right.values):.3f}: "
        f"two attempts fail with a chance below {right.fails_twice:.1g}."
    ]
    parts += [
        f"{mistake.name}: {len(mistake.values)} runs, the highest {max(mistake.values):.3f}, "
        f"passes with a chance of {mistake.passes:.1g}."
        for mistake in choice.mistakes
    ]
    return " ".join(parts)
