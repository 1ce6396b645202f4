"""A feedback file for each student: what `check` would say, as a page that any browser and screen reader reads."""

from pathlib import Path

import jinja2

from autograder.grading.batch import SubmissionResult
from autograder.grading.result import first_to_mend, shown_points
from autograder.reports.lines import check_lines, message_lines, points_of
from autograder.reports.text import one_line, visible


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
    return _environment().get_template("feedback.html").render(result=result)


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("autograder.reports"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {
        "visible": visible,
        "one_line": one_line,
        "points": shown_points,
    }
    environment.globals |= {
        "points_of": points_of,
        "check_lines": check_lines,
        "message_lines": message_lines,
        "first_to_mend": first_to_mend,
    }
    return environment
