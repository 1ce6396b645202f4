"""Feedback in a zip, under the names by which Canvas and Moodle give each student their own and nobody else's."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import nbformat

from autograder.gradebook.returning import Line
from autograder.gradebook.tables import BadFile
from autograder.grading.batch import SubmissionResult
from autograder.grading.folder import write_whole
from autograder.grading.state import GRADED, state_of
from autograder.reports.feedback import feedback_text, render_feedback
from autograder.reports.people import labels
from autograder.submissions.systems import claim_of_file

_PAGE = "feedback.html"
# What Moodle takes out of names, and what would part the folder's name in another place.
_NOT_IN_MOODLE = re.compile(r"[\x00-\x1f\x7f&<>\"`|':\\/]")
_BLIND = "Participant"
# What stands for a byte of a file's name that is not text.
_SURROGATE = re.compile("[\ud800-\udfff]")
_TYPES = ("py", "ipynb", "zip", "txt", "html")
Page = Callable[[SubmissionResult], str]


def write_canvas_feedback(
    path: Path,
    download: Path,
    results: Sequence[SubmissionResult],
    rows: Mapping[str, Line],
    page_of: Page = render_feedback,
) -> list[str]:
    """Write what Canvas takes under "Upload submissions"; the names of those who have no place in it.

    Canvas gives a file back under the name of the one that was handed in, so it is of the same type: the page itself
    inside a zip, and as text in a .py or a notebook.

    Args:
        download: What was graded, as Canvas gave it out.
        rows: By the key of a result, whose row of the gradebook it is.
        page_of: Makes a feedback page.

    Raises:
        BadFile: the download cannot be read.
    """
    places: dict[str, list[str]] = {}
    for name in sorted(_names_in(download)):
        if (user := _canvas_user(name)) and _type_of(name):
            places.setdefault(user, []).append(name)

    def place_of(result: SubmissionResult, line: Line) -> str:
        graded = tuple(exercise.file for exercise in result.exercises if exercise.file)
        return min(places.get(line.system_id, []), key=lambda name: (not name.endswith(graded), name), default="")

    return _write(path, results, rows, place_of, page_of)


def write_moodle_feedback(
    path: Path, results: Sequence[SubmissionResult], rows: Mapping[str, Line], page_of: Page = render_feedback
) -> list[str]:
    """Write what Moodle takes under "Upload multiple feedback files in a zip"; the names of those without a place.

    Args:
        rows: By the key of a result, whose row of the worksheet it is.
        page_of: Makes a feedback page.
    """

    def place_of(_: SubmissionResult, line: Line) -> str:
        name = _NOT_IN_MOODLE.sub("", line.name.replace("_", " ")).strip(" .~") or _BLIND
        return f"{name}_{line.system_id}_assignfeedback_file/{_PAGE}"

    return _write(path, results, rows, place_of, page_of)


def _write(
    path: Path,
    results: Sequence[SubmissionResult],
    rows: Mapping[str, Line],
    place_of: Callable[[SubmissionResult, Line], str],
    page_of: Page,
) -> list[str]:
    """Write a page for each who has a row and a mark for work; the names of those among them who have no place."""
    names = labels(results)
    left_out = []
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for result in results:
            line = rows.get(result.key)
            if line is None or state_of(result) != GRADED:
                continue
            if place := place_of(result, line):
                archive.writestr(place, _as_type(result, _type_of(place), page_of))
            else:
                left_out.append(names[result.key])
    write_whole(path, found.getvalue())
    return left_out


def _as_type(result: SubmissionResult, kind: str, page_of: Page) -> bytes:
    """The feedback as a file of this type."""
    match kind:
        case "py":
            lines = [f"# {line}".rstrip() for line in feedback_text(result).splitlines()]
            return ("\n".join(lines) + "\n").encode()
        case "ipynb":
            cells = [nbformat.v4.new_raw_cell(feedback_text(result), id="feedback")]
            return str(nbformat.writes(nbformat.v4.new_notebook(cells=cells))).encode()
        case "zip":
            inner = io.BytesIO()
            with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(_PAGE, page_of(result))
            return inner.getvalue()
        case "txt":
            return f"{feedback_text(result)}\n".encode()
    return page_of(result).encode()


def _type_of(name: str) -> str:
    """Of a file, if there is feedback of that type."""
    kind = name.rpartition(".")[2].casefold()
    return kind if kind in _TYPES else ""


def _canvas_user(name: str) -> str:
    """Whose file Canvas takes this for; empty where it would take it for nobody's, or for somebody else's."""
    parts = [part for part in name.split("_") if part != "LATE"]
    numbers = [part for part in parts if part.isascii() and part.isdecimal()]
    is_broken = bool(_SURROGATE.search(name))  # no zip can hold it, and Canvas did not write it
    if is_broken or name.startswith("._") or parts[-1].startswith("link") or len(numbers) < 2:
        return ""
    claim = claim_of_file(name)
    return numbers[0] if claim is not None and claim.id == numbers[0] else ""


def _names_in(download: Path) -> Iterable[str]:
    """Names of the files in a download; Canvas makes no folders, and ignores those that others made."""
    try:
        if download.is_dir():
            return [path.name for path in download.rglob("*") if path.is_file()]
        with zipfile.ZipFile(download) as archive:
            return [info.filename.rpartition("/")[2] for info in archive.infolist() if not info.is_dir()]
    except (OSError, zipfile.BadZipFile):
        raise BadFile(
            f"{download}, which was graded, is not there any more, or cannot be read. Canvas takes feedback back under "
            "the names in it: name it with --submissions."
        ) from None
