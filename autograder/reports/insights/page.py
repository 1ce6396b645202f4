"""insights.html: what the class knows, as a page that any browser, printer and screen reader reads."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from autograder.grading.batch import SubmissionResult
from autograder.reports.insights.compute import insights
from autograder.reports.pages import environment, write_page

INSIGHTS = "insights.html"


Reports = Sequence[tuple[str, Sequence[SubmissionResult]]]


def write_insights(path: Path, reports: Reports, stored: Iterable[bytes]) -> None:
    """Write the page, if it is not there as it is to be; see `insights`.

    Args:
        stored: All results as they are stored.
    """
    write_page(path, stored, lambda made_from: render_insights(reports, made_from))


def render_insights(reports: Reports, made_from: str = "") -> str:
    """The page. It names no student, and everything that a student wrote is escaped."""
    return environment().get_template("insights.html").render(found=insights(reports), made_from=made_from)
