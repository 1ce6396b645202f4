"""`convlings check`: one student's exercises, now."""

import contextlib
import sys
from dataclasses import replace
from pathlib import Path

import click

from autograder.cli.left_out import common_backend, those_here
from autograder.cli.on_github import no_commands, tell_github
from autograder.cli.options import backend_option, memory_option, no_accuracy_option, tier_option
from autograder.cli.plain_errors import plain_errors
from autograder.cli.targets import check_named, work_named
from autograder.course.exercise import find_exercise, load_course, whole_course
from autograder.engine.backends import Backend
from autograder.engine.fleet import Fleet
from autograder.engine.provider import ADVISORY, Setup
from autograder.engine.sandbox import Limits
from autograder.grading.auto import grade_in_steps, in_sandboxes
from autograder.grading.catalogue import CheckInfo, checks_of
from autograder.grading.key import RunKey
from autograder.grading.part import Device
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task
from autograder.grading.tiers import memory_for, part_for
from autograder.reports.lines import points_of
from autograder.reports.terminal import Printer, make_console
from autograder.student.comparison import standing_raises
from autograder.student.progress import Progress
from autograder.student.workplace import NoWorkplace, own_file, own_folder
from autograder.submissions import Work, read_work


@click.command("check")
@click.argument("targets", nargs=-1, metavar="[08 | 08.2 | dropout | FILE]...")
@click.option("--plain", is_flag=True, help="Text alone: no colour, nothing redrawn.")
@click.option("--seed", type=int, default=None, help="Fixed inputs, for development.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=20.0, show_default=True, help="Seconds per call.")
@click.option("--github", is_flag=True, help="For a GitHub workflow: annotations and a job summary as well.")
@click.option("--where", is_flag=True, help="Run nothing: say in which file and line each check is.")
@memory_option
@backend_option()
@tier_option
@no_accuracy_option
def command(
    targets: tuple[str, ...],
    github: bool,
    where: bool,
    plain: bool,
    seed: int | None,
    timeout: float,
    memory: int,
    backend: Backend,
    device: Device,
    no_accuracy: bool,
) -> None:
    """Check exercises: by number, by name, or a file; 08.2 is one check. Without any, all in your exercises folder.

    Once all else in an exercise has passed, its accuracy checks train a model, which takes some seconds.
    Exit code 0: all passed. 1: not all. 2: wrong use.
    """
    printer = Printer(make_console(plain or github))
    with plain_errors(), no_commands(printer) if github else contextlib.nullcontext():
        if where:
            _show_places(printer, targets)
            return
        works = _works(targets)
        here = those_here((find_exercise(work.exercise) for work, _ in works), printer)
        names = {exercise.name for exercise in here}
        works = [(work, check) for work, check in works if work.exercise in names]
        if not works:
            sys.exit(2)
        key = RunKey.new() if seed is None else RunKey.from_seed(seed)
        limits = Limits.for_calls(timeout)
        part = part_for(device, no_accuracy, backend)
        results = []
        setup = Setup(memory_mb=memory_for(part, memory), backend=backend, gpu=part.uses_gpu)
        with Fleet(setup, common_backend(here)) as sandboxes:
            for index, (work, check) in enumerate(works):
                task = Task(work, key, limits, replace(part, checks=(check.name,)) if check else part)
                with printer.busy(f"Checking {work.exercise[:2]} ..."):
                    result = grade_in_steps(task, in_sandboxes(sandboxes), printer.training_follows)
                result.notes += standing_raises(work, find_exercise(work.exercise))
                results.append(result)
                own = check is None and _record(work, result)
                if index:
                    printer.line()
                printer.exercise(result, str(work.path) if len(targets) > 1 else "", hints=own)
                if own and result.passed and len(works) == 1:
                    printer.line()
                    printer.line("All of it has passed. What is next: convlings", "bold green")
            if sandboxes.tier == "C":
                printer.line()
                printer.paragraph(f"Sandbox: {ADVISORY}.")
        if len(results) > 1:
            _print_summary(printer, results)
    if github:
        with plain_errors():
            tell_github(printer, [work for work, _ in works], results)
    sys.exit(0 if all(result.passed for result in results) else 1)


def _record(work: Work, result: ExerciseResult) -> bool:
    """Keep the student's progress, if this is the file in their own folder; whether it is."""
    exercise = find_exercise(work.exercise)
    try:
        folder = own_folder()
    except NoWorkplace:
        return False
    own = own_file(folder, exercise)
    if own is None or work.path is None or own.resolve() != work.path.resolve():
        return False
    with contextlib.suppress(OSError):
        Progress(folder).record(exercise, result)
    return True


def _print_summary(printer: Printer, results: list[ExerciseResult]) -> None:
    printer.line()
    total = points_of(sum(result.earned for result in results), sum(result.points for result in results))
    done = sum(result.passed for result in results)
    printer.line(f"{done} of {len(results)} exercises passed, {total} points", "bold")


def _works(targets: tuple[str, ...]) -> list[tuple[Work, CheckInfo | None]]:
    """What to check, and the one check of it if one is named."""
    if not targets:
        folder = own_folder()
        files = [(exercise, own_file(folder, exercise)) for exercise in whole_course()]
        return [(read_work(path, exercise.name), None) for exercise, path in files if path]
    named = [check_named(target) for target in targets]
    return [(work_named(target), check) for target, check in named]


def _show_places(printer: Printer, targets: tuple[str, ...]) -> None:
    named = [check_named(target) for target in targets] or [(each.number, None) for each in load_course()]
    for target, check in named:
        exercise = find_exercise(work_named(target).exercise if Path(target).suffix else target)
        for info in [check] if check else checks_of(exercise):
            printer.line(f"{info.id}  {info.short_name}  {exercise.checks}:{info.line}")
