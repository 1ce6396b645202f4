"""`convlings verify`: prove that the exercises are fair."""

import sys
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from autograder.cli.left_out import common_backend, those_here
from autograder.cli.options import backend_option, jobs_option
from autograder.cli.plain_errors import plain_errors
from autograder.course import content
from autograder.course.exercise import editable_course, find_exercise, whole_course
from autograder.engine.backends import TENSORFLOW, Backend, deciding
from autograder.engine.fleet import Fleet
from autograder.engine.provider import Setup
from autograder.grading.pool import Pool
from autograder.grading.result import ExerciseResult
from autograder.reports.terminal import Printer, make_console
from autograder.verify.bank import BrokenHeader
from autograder.verify.cases import Case, cases_of
from autograder.verify.diagnoses import not_told_apart
from autograder.verify.messages import write_messages
from autograder.verify.problem import Problem, counted, shown, to_type
from autograder.verify.rules import check_exercise, check_unlisted
from autograder.verify.sharing import Shared, share
from autograder.verify.tries import Tries, TryLines


@click.command("verify")
@click.argument("exercises", nargs=-1, metavar="[08 | dropout]...")
@jobs_option
@backend_option()
@click.option("--seeds", type=click.IntRange(min=1), default=1, show_default=True, help="Keys to grade the bank with.")
@click.option(
    "--quick",
    is_flag=True,
    help="For CI: less garbage and fewer orders; only the solution trains; no check judges the same code twice.",
)
@click.option(
    "--only",
    metavar="WORDS",
    multiple=True,
    help="Grade only submissions with this in their name, such as wrong/no_. Repeat for more.",
)
@click.option(
    "--messages", type=click.Path(path_type=Path, file_okay=False), help="Write what known mistakes are told there."
)
@click.option("--plain", is_flag=True, help="Text alone: no colour, nothing redrawn.")
def command(
    exercises: tuple[str, ...],
    jobs: int,
    backend: Backend,
    seeds: int,
    quick: bool,
    only: tuple[str, ...],
    messages: Path | None,
    plain: bool,
) -> None:
    """Grade references, stubs, the bank of known submissions, lazy ones and garbage; compare with what is declared.

    With --backend auto it proves that full marks on PyTorch are never more, and no right answer's are fewer, than on
    TensorFlow, or says which exercise has to be declared.

    Exit code 0: all is as it must be. 1: it is not; each line says what helps.
    """
    if not content.is_clone() and not content.own_folders():
        raise click.UsageError("verify works in a clone of the repository, where the bank of known submissions is.")
    printer = Printer(make_console(plain))
    with plain_errors():
        chosen = those_here([find_exercise(word) for word in exercises] or editable_course(), printer)
        problems = [] if exercises else list(check_unlisted(whole_course()))
        cases: list[Case] = []
        notes: list[str] = []
        for exercise in chosen:
            try:
                problems += check_exercise(exercise)
                notes += not_told_apart(exercise)
                every = cases_of(exercise, quick, range(1, seeds + 1), backend)
                cases += [case for case in every if not only or any(words in case.label for words in only)]
            except BrokenHeader as error:
                problems.append(Problem(exercise.name, str(error), f"edit {shown(exercise.bank)}"))
        if only and not cases and not problems:
            raise click.UsageError(
                f"No submission has {' or '.join(map(repr, only))} in its name. Names are like: "
                "08_dropout/wrong/no_scaling."
            )
        graded: list[tuple[Case, ExerciseResult]] = []
        problems += _run(
            [*share(cases)] if quick else [Shared(case, case) for case in cases], jobs, plain, backend, graded
        )
        if messages is not None:
            write_messages(messages, graded)
    for note in notes:
        printer.paragraph(f"note     {note}")
    for problem in sorted(problems, key=lambda problem: problem.where):
        printer.line()
        printer.line(f"wrong    {problem.where}", "bold red")
        printer.paragraph(problem.what)
        if problem.fix:
            printer.line(f"to fix   {problem.fix}")
    printer.line()
    words = f"{counted(len(chosen), 'exercise')}, {counted(len(cases), 'submission')} graded"
    printer.line(
        f"{words}, {counted(len(problems), 'problem')}." if problems else f"{words}: all is as it must be.", "bold"
    )
    sys.exit(1 if problems else 0)


def _run(
    shared: list[Shared], jobs: int, plain: bool, backend: Backend, graded: list[tuple[Case, ExerciseResult]]
) -> list[Problem]:
    if not shared:
        return []
    cases = [one.asked for one in shared if one.asked is not None]
    found: list[Problem] = []
    columns = (TextColumn("verifying", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = make_console(plain, stderr=True)
    own = common_backend(case.exercise for case in cases)
    with Fleet(Setup(backend=backend), own) as sandboxes, Progress(*columns, console=console, disable=plain) as bar:
        row = bar.add_task("", total=len(cases))
        tries: list[Tries] = []
        results: dict[Case, ExerciseResult] = {}
        for case, result in Pool[Case](sandboxes, jobs).run((case, case.task()) for case in cases):
            bar.advance(row)
            results[case] = result
            # They do not depend on the verdict: without --backend they are proved, once is enough.
            tries += case.tries(result) if backend == TENSORFLOW or case.exercise.backend else []
        faults: dict[tuple[str, str], list[str]] = {}
        for case, result in ((one.case, one.whole(results)) for one in shared):
            graded.append((case, result))
            if broken := case.faults(result):
                faults.setdefault((case.exercise.name, broken[0]), []).append(case.label)
                continue
            fix = to_type(f"check {shown(case.declared.path)}", case.exercise) if case.declared else ""
            found += [Problem(case.label, text, fix) for text in case.problems(result)]
        found += TryLines(sandboxes, deciding(backend)).problems(tries, jobs)
    for (name, text), labels in faults.items():
        more = f" (seen with {counted(len(labels), 'submission')}, the first is {labels[0]})"
        found.append(Problem(name, text + more, f"edit {shown(find_exercise(name).checks)}"))
    return found
