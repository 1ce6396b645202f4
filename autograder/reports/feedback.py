"""A feedback file for each student: what `check` would say, as a page that any browser and screen reader reads."""

from pathlib import Path

from autograder.grading.batch import SubmissionResult
from autograder.reports.pages import environment


def write_feedback(folder: Path, result: SubmissionResult) -> Path:
    """Write `folder`/KEY.html; its path."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{result.key}.html"
    partial = path.with_suffix(".partial")
    partial.write_text(render_feedback(result), encoding="utf-8", newline="\n")
    partial.replace(path)
    return path


def render_feedback(result: SubmissionResult) -> str:
    """The page. Everything a student wrote is escaped."""
    return environment().get_template("feedback.html").render(result=result)
