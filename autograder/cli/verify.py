"""`convlings verify`: prove that the exercises are fair."""

import sys

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from autograder.cli.errors import plain_errors
from autograder.cli.options import jobs_option
from autograder.course import content
from autograder.course.exercise import find_exercise, load_course
from autograder.engine.provider import Sandboxes
from autograder.grading.pool import Pool
from autograder.reports.terminal import Printer, make_console
from autograder.verify.bank import BrokenHeader
from autograder.verify.cases import Case, cases_of
from autograder.verify.problem import Problem
from autograder.verify.rules import check_exercise, check_unlisted


@click.command("verify")
@click.argument("exercises", nargs=-1, metavar="[08 | dropout]...")
@jobs_option
@click.option("--seeds", type=click.IntRange(min=1), default=1, show_default=True, help="Keys to grade the bank with.")
@click.option("--quick", is_flag=True, help="For CI: less garbage, one order of checks.")
@click.option("--plain", is_flag=True, help="Text alone: no colour, nothing redrawn.")
def command(exercises: tuple[str, ...], jobs: int, seeds: int, quick: bool, plain: bool) -> None:
    """Grade references, stubs, the bank of known submissions, lazy ones and garbage; compare with what is declared.

    Exit code 0: all is as it must be. 1: it is not; each line says what helps.
    """
    if not content.is_clone():
        raise click.UsageError("verify works in a clone of the repository, where the bank of known submissions is.")
    printer = Printer(make_console(plain))
    with plain_errors():
        course = load_course()
        chosen = [find_exercise(word) for word in exercises] or course
        problems = [] if exercises else list(check_unlisted(course))
        cases: list[Case] = []
        for exercise in chosen:
            problems += check_exercise(exercise)
            try:
                cases += cases_of(exercise, quick, range(1, seeds + 1))
            except BrokenHeader as error:
                problems.append(Problem(exercise.name, str(error), f"edit tests/bank/{exercise.name}"))
        problems += _run(cases, jobs, plain)
    for problem in sorted(problems, key=lambda problem: problem.where):
        printer.line()
        printer.line(f"wrong    {problem.where}", "bold red")
        printer.paragraph(problem.what)
        if problem.fix:
            printer.line(f"to mend  {problem.fix}")
    printer.line()
    words = f"{len(chosen)} exercises, {len(cases)} submissions graded"
    printer.line(f"{words}, {len(problems)} problems." if problems else f"{words}: all is as it must be.", "bold")
    sys.exit(1 if problems else 0)


def _run(cases: list[Case], jobs: int, plain: bool) -> list[Problem]:
    found: list[Problem] = []
    columns = (TextColumn("verifying", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Sandboxes() as sandboxes, Progress(*columns, console=make_console(plain, stderr=True), disable=plain) as bar:
        row = bar.add_task("", total=len(cases))
        for case, result in Pool[Case](sandboxes, jobs).run((case, case.task()) for case in cases):
            bar.advance(row)
            fix = f"convlings check {case.declared.path.relative_to(content.clone_root())}" if case.declared else ""
            found += [Problem(case.label, text, fix) for text in case.problems(result)]
    return found
