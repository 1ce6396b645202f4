"""`convlings insights`: what a class knows and what it does not, as a page for the next lecture."""

from pathlib import Path

import click

from autograder.cli.plain_errors import plain_errors
from autograder.gradebook.report import Report
from autograder.grading.folder import staff_of, write_whole
from autograder.reports.insights.page import INSIGHTS, render_insights


@click.command("insights")
@click.argument(
    "reports", nargs=-1, required=True, metavar="REPORT...", type=click.Path(path_type=Path, file_okay=False)
)
@click.option("--to", type=click.Path(path_type=Path, dir_okay=False), help="Where to write the page, if not there.")
def command(reports: tuple[Path, ...], to: Path | None) -> None:
    """What a class knows and what it does not: REPORT/staff/insights.html, as `convlings grade` wrote it, made again.

    Several reports make one page, insights.html in this folder. Name the oldest first: where a student's exercise is in
    more than one of them, the last one counts.
    """
    with plain_errors():
        found = [(_name(folder), list(Report.read(folder).resolved().results.values())) for folder in reports]
        path = to or (staff_of(reports[0]) / INSIGHTS if len(reports) == 1 else Path(INSIGHTS))
        write_whole(path, render_insights(found).encode())
    click.echo(f"Insights: {path}")


def _name(folder: Path) -> str:
    """Two parts of its path: reports of several courses are often called alike."""
    return "/".join(folder.resolve().parts[-2:])
