"""Where a student is in the course, in lines of text."""

from collections.abc import Sequence

from autograder.course.exercise import Exercise
from autograder.grading.result import shown_points
from autograder.student.progress import Progress

_BAR = 40


def standing(progress: Progress, course: Sequence[Exercise]) -> list[str]:
    """A line for each exercise, in columns, an empty one, and a bar over all their functions."""
    rows = [(f"{exercise.number} {exercise.title}", *_state(exercise, progress)) for exercise in course]
    name, functions, points = (max(len(row[column]) for row in rows) for column in range(3))
    lines = [f"{row[0]:<{name}}  {row[1]:<{functions}}  {row[2]:>{points}}  {row[3]}".rstrip() for row in rows]
    return [*lines, "", bar(progress, course)]


def bar(progress: Progress, course: Sequence[Exercise]) -> str:
    """How much of the whole course has passed, as a bar and in numbers."""
    done, total = progress.count(course)
    # Full when all is done, and not before.
    filled = _BAR * done // total if total else 0
    return f"[{'#' * filled}{'.' * (_BAR - filled)}]  {done} of {total} functions"


def _state(exercise: Exercise, progress: Progress) -> tuple[str, str, str]:
    """Functions, points, and what else there is to say."""
    own = progress.of(exercise)
    if not own.checked:
        return "not checked yet", "", ""
    done, total = progress.count([exercise])
    remarks = ["with the bonus"] if own.bonus and all(own.bonus.values()) else []
    remarks += ["solution seen"] if own.peeked else []
    points = f"{shown_points(own.earned)} of {shown_points(own.points)} points"
    return f"{done} of {total} functions", points, ", ".join(remarks)
