"""What nbgrader autogrades: copies of what was handed in, each notebook under its name and in order.

nbgrader takes `NAME.ipynb` alone, refuses a notebook with doubled cells and stops the whole class there. So while it
autogrades, its folder of submissions is one with repaired copies. What was handed in is never changed.
"""

import contextlib
import functools
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory

from autograder.course.exercise import Exercise, UnknownExercise, find_exercise
from autograder.nbgrader_course.repair import repaired, unread
from autograder.submissions import Refused, Submission, UnreadableFolder, Work, read_submissions

_TIMESTAMP = "timestamp.txt"


def install() -> None:
    """Let `nbgrader autograde`, and the formgrader's button, work on repaired copies. Called by a course's settings."""
    original = Autograde.start
    if getattr(original, "repairs", False):
        return

    @functools.wraps(original)
    def start(self: Autograde) -> None:
        with _repaired_copies(self.coursedir):
            original(self)

    start.repairs = True  # type: ignore[attr-defined]
    Autograde.start = start


def exercise_called(notebook: str) -> Exercise | None:
    """The exercise whose notebook has exactly this name."""
    try:
        found = find_exercise(notebook)
    except UnknownExercise:
        return None
    return found if found.name == notebook else None


@contextlib.contextmanager
def _repaired_copies(course: CourseDirectory) -> Iterator[None]:
    """While this lasts, the course's submissions are in a folder of repaired copies."""
    handed_in = course.submitted_directory
    with tempfile.TemporaryDirectory(prefix="convlings-") as folder:
        _prepare(course, Path(folder).resolve())
        course.submitted_directory = str(Path(folder).resolve())
        try:
            yield
        finally:
            course.submitted_directory = handed_in


def _prepare(course: CourseDirectory, into: Path) -> None:
    root = Path(course.format_path(course.submitted_directory, ".", ".")).resolve()
    release = Path(course.format_path(course.release_directory, ".", course.assignment_id))
    released = {path.stem: nbformat.read(path, as_version=4) for path in sorted(release.glob("*.ipynb"))}
    works = _works(root, course.student_id, sorted(name for name in released if exercise_called(name)))
    for folder in sorted(root.glob(f"{course.student_id}/{course.assignment_id}")):
        student = folder.parent.name
        target = into / student / folder.name
        target.mkdir(parents=True)
        _copy_others(folder, target, released)
        for name, original in released.items():
            notebook = _notebook(folder, name, original, works.get((student, name)))
            if notebook is not None:
                nbformat.write(notebook, target / f"{name}.ipynb")


def _works(submitted: Path, student: str, exercises: list[str]) -> dict[tuple[str, str], Work]:
    """What `convlings grade` reads, by student and exercise."""
    if not exercises:
        return {}
    stubs = {name: find_exercise(name).stub.encode() for name in exercises}
    unpacked = tempfile.mkdtemp(prefix="convlings-")
    try:
        found: list[Submission] = read_submissions(
            submitted, exercises, Path(unpacked), None if student == "*" else student, stubs
        )
    except UnreadableFolder:
        return {}
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)
    return {(each.student, work.exercise): work for each in found for work in each.works}


def _copy_others(folder: Path, target: Path, released: dict[str, NotebookNode]) -> None:
    """Everything but notebooks, which nbgrader skips with a warning unless they have a released one's name."""
    for path in sorted(folder.rglob("*")):
        place = target / path.relative_to(folder)
        if path.is_symlink() or (path.parent == folder and path.suffix == ".ipynb"):
            continue
        if path.is_dir():
            place.mkdir(exist_ok=True)
        elif path.is_file():
            shutil.copy2(path, place)


def _notebook(folder: Path, name: str, original: NotebookNode, work: Work | None) -> NotebookNode | None:
    """The notebook to grade; None where nothing was handed in for it."""
    own = folder / f"{name}.ipynb"
    candidates = [own] if own.is_file() else []
    if work is not None and work.outcome == "found" and work.path is not None and folder in work.path.resolve().parents:
        # The latest attempt, as `convlings grade` chose it.
        candidates = [work.path, *candidates] if work.path.suffix == ".ipynb" else [*candidates, work.path]
    for path in candidates:
        with contextlib.suppress(Refused, OSError):
            return repaired(path.read_bytes(), "py" if path.suffix.lower() == ".py" else "ipynb", original)
    anything = any(path.is_file() and path.name != _TIMESTAMP for path in folder.rglob("*"))
    if not anything or (work is None and not candidates):
        return None
    if work is not None and work.outcome == "missing" and any(folder.glob("*.ipynb")):
        # Other notebooks of the assignment are there; this one is nbgrader's own kind of missing.
        return None
    return unread(original, work.reason if work is not None else f"{name}.ipynb cannot be read.")
