"""A feedback file for each student: what `check` would say, as a page that any browser and screen reader reads."""

from pathlib import Path

from autograder.grading.batch import SubmissionResult
from autograder.grading.folder import write_whole
from autograder.reports.pages import environment


def write_feedback(folder: Path, result: SubmissionResult) -> Path:
    """Write `folder`/KEY.html; its path."""
    path = page_of(folder, result)
    write_whole(path, render_feedback(result).encode())
    return path


def page_of(folder: Path, result: SubmissionResult) -> Path:
    """Where the page of this result is."""
    return folder / f"{result.key}.html"


def render_feedback(result: SubmissionResult) -> str:
    """The page. Everything a student wrote is escaped."""
    return environment().get_template("feedback.html").render(result=result)
