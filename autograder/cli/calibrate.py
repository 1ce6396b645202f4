"""`convlings calibrate`: measure what accuracy checks have to reach."""

import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.calibration import picture, sitting
from autograder.calibration.campaign import Campaign, NotMeasured
from autograder.calibration.on_gpu import jobs_on_gpu, sandboxes_on_gpu
from autograder.calibration.runs import accuracy_checks
from autograder.calibration.taking import take
from autograder.cli.left_out import those_here
from autograder.cli.options import backend_option, jobs_option, memory_option, tier_option
from autograder.cli.plain_errors import orderly_end, plain_errors
from autograder.course import content
from autograder.course.exercise import Exercise, editable_course, find_exercise
from autograder.engine.backends import BACKENDS, Backend
from autograder.engine.provider import Sandboxes, Setup
from autograder.grading.catalogue import CheckInfo
from autograder.grading.part import Device
from autograder.grading.thresholds import find_threshold, path
from autograder.grading.tiers import memory_for, part_for
from autograder.reports.terminal import Printer, make_console

_FOLDER = "build/calibration"
_COLUMNS = (
    TextColumn("{task.description}", markup=False),
    BarColumn(),
    MofNCompleteColumn(),
    TimeRemainingColumn(),
)
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("calibrate")
@click.argument("exercises", nargs=-1, metavar="[09 | augmentation]...")
@tier_option
@jobs_option
@memory_option
@backend_option(*BACKENDS)
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), help="Stop after so many.  [default: never]")
@click.option("--log", type=_FILE, help="Write what comes of each check to the end of this file as well.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Keep values and thresholds there alone.")
@click.option("--runs", type=click.IntRange(min=2), help="So many of each, for a trial: with --out only.")
@click.option("--take", "taken", type=_FILE, help="Measure nothing: take thresholds that --out has left elsewhere.")
@click.option("--compare", is_flag=True, help="Twenty runs of each on the CPU, compared with those on other backends.")
@click.option("--smoke", is_flag=True, help="Five runs of each, compared with the thresholds that there are.")
@click.option("--plain", is_flag=True, help="Text alone: no colour, nothing redrawn.")
def command(
    exercises: tuple[str, ...],
    device: Device,
    jobs: int,
    memory: int,
    backend: Backend,
    minutes: float | None,
    log: Path | None,
    out: Path | None,
    runs: int | None,
    taken: Path | None,
    compare: bool,
    smoke: bool,
    plain: bool,
) -> None:
    """Train right answers and known mistakes many times; set each accuracy check's threshold between them.

    Without names, all exercises. Every value is kept as it comes: give the same command again to go on. With --compare
    a threshold holds on another backend too, if right answers and mistakes reach the same there. Exit code 0: every
    check has its threshold. 1: right and wrong cannot be told apart, or time was over, or (with --smoke) a threshold
    does not hold. 2: wrong use.
    """
    until = time.monotonic() + 60 * minutes if minutes else None
    if not content.is_clone() and not content.own_folders():
        raise click.UsageError("calibrate works in a clone of the repository, where the bank of known submissions is.")
    if runs and not out:
        raise click.UsageError("--runs is for trials, so it needs --out: their thresholds are not for use.")
    if compare and device != "cpu":
        raise click.UsageError("--compare is for the CPU, where each backend can be measured.")
    printer = Printer(make_console(plain))
    tell = sitting.into(log, printer.paragraph)
    with plain_errors(), orderly_end():
        if taken:
            sys.exit(0 if take(taken, tell) else 1)
        part = part_for(device, backend=backend)
        if part.left_out:
            raise click.UsageError(f"Nothing was measured: {part.left_out}.")
        chosen = those_here([find_exercise(word) for word in exercises] or editable_course(), printer)
        checks = [(exercise, check) for exercise in chosen for check in accuracy_checks(exercise)]
        if not checks:
            raise click.UsageError("None of these exercises has an accuracy check that is worth points.")
        setup = Setup(memory_mb=memory_for(part, memory), backend=backend, gpu=part.uses_gpu)
        console = make_console(plain, stderr=True)
        opened = sandboxes_on_gpu(setup, tell) if part.uses_gpu else Sandboxes(setup)
        with opened as sandboxes, Progress(*_COLUMNS, console=console, disable=plain) as bar:
            _ = sandboxes.tier  # waits for Keras to be imported, which is to take no check's share of the time

            def campaign(exercise: Exercise, check: CheckInfo) -> Campaign:
                return Campaign(
                    exercise,
                    check,
                    device,
                    sandboxes,
                    jobs_on_gpu(jobs) if part.uses_gpu else jobs,
                    out or exercise.collection.root / _FOLDER,
                    _follow(bar, check.id),
                    out / "thresholds.toml" if out else path(exercise.name),
                    backend,
                    None if out else picture.place(exercise, device, backend),
                    (runs, runs) if runs else None,
                )

            makers = {check.id: partial(campaign, exercise, check) for exercise, check in checks}
            if smoke:
                all_well = _ask_each(makers, _smoke, tell)
            elif compare:
                all_well = _ask_each(makers, lambda campaign: (True, campaign.compare(until)), tell)
            else:
                all_well = sitting.measure(makers, until, tell)
    sys.exit(0 if all_well else 1)


def _follow(bar: Progress, name: str) -> Callable[[int, int], None]:
    row = bar.add_task(name)
    return lambda done, total: bar.update(row, completed=done, total=total)


def _ask_each(
    campaigns: sitting.Campaigns, ask: Callable[[Campaign], tuple[bool, Sequence[str]]], tell: sitting.Tell
) -> bool:
    """Tell what each check answers; whether all is well with all."""
    all_well = True
    for name, make in campaigns.items():
        try:
            is_well, answers = ask(make())
        except NotMeasured as trouble:
            is_well, answers = False, [str(trouble)]
        all_well = all_well and is_well
        tell(f"{name}: {'; '.join(answers) or 'there is nothing to compare it with'}.")
    return all_well


def _smoke(campaign: Campaign) -> tuple[bool, Sequence[str]]:
    """Whether the threshold of a check holds, and what is to be said of it."""
    threshold = find_threshold(campaign.exercise.name, campaign.check.name, campaign.device, campaign.backend)
    problems = ["it has no threshold yet"] if threshold is None else campaign.smoke(threshold)
    return not problems, problems or ["the threshold holds"]
