"""`convlings explain`: why a check gave what it gave, from what a report keeps; nothing is run."""

from pathlib import Path

import click

from autograder.cli.plain_errors import plain_errors
from autograder.gradebook.explanation import Excerpt, Explanation, checks_called
from autograder.gradebook.people import the_one_called
from autograder.gradebook.report import Report
from autograder.grading.folder import staff_of
from autograder.grading.graded import Graded
from autograder.reports.people import called
from autograder.reports.terminal import Printer, make_console
from autograder.reports.text import one_line


@click.command("explain")
@click.argument("report", type=click.Path(path_type=Path, file_okay=False))
@click.argument("student")
@click.argument("check", metavar="08.2")
@click.option("--plain", is_flag=True, help="Text alone: no colour.")
def command(report: Path, student: str, check: str, plain: bool) -> None:
    """All that REPORT keeps about one check of one STUDENT (key, number, e-mail or name). Nothing is run.

    The check is named by number (08.2) or name; a function's name stands for all its checks. What is shown is for
    staff: it may hold the run's key. Exit code 2: wrong use.
    """
    printer = Printer(make_console(plain))
    with plain_errors():
        found = Report.read(report)
        known = found.resolved()
        meant = the_one_called(student, list(known.results.values()))
        key = found.pseudonyms.key(meant.key) if meant.pseudonym and found.pseudonyms else meant.key
        result = found.results[key]
        kept = Graded.read(staff_of(report), key)
        asked = checks_called(check, result)
        all_of_them = [Explanation(result, *each, found.run, kept) for each in asked]
    marks = [one_line(each) for each in (result.key, result.id, result.email) if each]
    printer.paragraph(f"{one_line(called(result))} ({', '.join(dict.fromkeys(marks))})")
    for each in all_of_them:
        _show_verdict(printer, each)
    last = all_of_them[-1]
    printer.line()
    printer.line("How it was graded", "bold")
    printer.labelled_lines(last.circumstances())
    for excerpt in (code := last.code()):
        _show_code(printer, last.check.function, excerpt)
    if not code:
        printer.line()
        printer.paragraph(last.lacking())


def _show_verdict(printer: Printer, each: Explanation) -> None:
    printer.line()
    printer.two_ends(f"{each.check.id} {one_line(each.check.title)}", each.points)
    printer.labelled_lines(each.verdict())
    if lines := each.printed():
        printer.line("  printed by the student's code:", "dim")
        for line in lines:
            printer.line(f"    | {line}")


def _show_code(printer: Printer, function: str, excerpt: Excerpt) -> None:
    printer.line()
    printer.line(f"The student's own code of {one_line(function)}, {excerpt.where}", "bold")
    for number, line in enumerate(excerpt.lines, start=excerpt.first):
        printer.line(f"{number:>6} | {line}".rstrip())
