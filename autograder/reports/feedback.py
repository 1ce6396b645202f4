"""A feedback file for each student: what `check` would say, as a page that any browser and screen reader reads."""

from collections.abc import Mapping
from pathlib import Path

from autograder.grading.batch import SubmissionResult
from autograder.reports.cell import cell_text
from autograder.reports.decided import decisions_of
from autograder.reports.kept_pictures import KeptPicture
from autograder.reports.lines import points_of
from autograder.reports.pages import environment, write_page
from autograder.reports.people import called
from autograder.reports.text import one_line


def write_feedback(
    folder: Path, result: SubmissionResult, stored: bytes, pictures: Mapping[str, KeptPicture] | None = None
) -> Path:
    """Write `folder`/KEY.html, if it is not there as it is to be; its path.

    Args:
        stored: The result as it is stored.
        pictures: Of what the code does, by exercise.
    """
    path = page_of(folder, result)
    drawn = [each.png.encode() for each in (pictures or {}).values()]
    write_page(path, [stored, *drawn], lambda made_from: render_feedback(result, made_from, pictures))
    return path


def page_of(folder: Path, result: SubmissionResult) -> Path:
    """Where the page of this result is."""
    return folder / f"{result.key}.html"


def feedback_text(result: SubmissionResult) -> str:
    """The same in plain text."""
    lines = [f"Feedback for {one_line(called(result))}", f"{points_of(result.earned, result.points)} points"]
    lines += map(one_line, result.notes)
    for exercise in result.exercises:
        lines += ["", cell_text(exercise, decisions_of(exercise))]
    lines += ["", f"Run {result.run['id']}. Sandbox: {result.run['sandbox']}."]
    return "\n".join(lines)


def render_feedback(
    result: SubmissionResult, made_from: str = "", pictures: Mapping[str, KeptPicture] | None = None
) -> str:
    """The page. Everything a student wrote is escaped."""
    template = environment().get_template("feedback.html")
    return template.render(result=result, name=called(result), made_from=made_from, pictures=pictures or {})
