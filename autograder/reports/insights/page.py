"""insights.html: what the class knows, as a page that any browser, printer and screen reader reads."""

from collections.abc import Sequence
from pathlib import Path

from autograder.grading.batch import SubmissionResult
from autograder.grading.folder import write_whole
from autograder.reports.insights.compute import insights
from autograder.reports.pages import environment

INSIGHTS = "insights.html"


def write_insights(path: Path, reports: Sequence[tuple[str, Sequence[SubmissionResult]]]) -> None:
    """Write the page; see `insights`."""
    write_whole(path, render_insights(reports).encode())


def render_insights(reports: Sequence[tuple[str, Sequence[SubmissionResult]]]) -> str:
    """The page. It names no student, and everything that a student wrote is escaped."""
    return environment().get_template("insights.html").render(found=insights(reports))
