"""Where a student is in the course, in lines of text."""

from collections.abc import Sequence

from autograder.course.exercise import Exercise
from autograder.grading.result import shown_points
from autograder.student.progress import Progress

_BAR = 40


def standing(progress: Progress, course: Sequence[Exercise]) -> list[str]:
    """A line for each exercise, an empty one, and a bar over all their functions."""
    width = max(len(_name(exercise)) for exercise in course)
    lines = [f"{_name(exercise):<{width}}  {_state(exercise, progress)}" for exercise in course]
    done = sum(sum(progress.of(exercise).functions.values()) for exercise in course)
    total = sum(len(exercise.functions) for exercise in course)
    return [*lines, "", f"{_bar(done, total)}  {done} of {total} functions"]


def _name(exercise: Exercise) -> str:
    return f"{exercise.number} {exercise.title}"


def _state(exercise: Exercise, progress: Progress) -> str:
    own = progress.of(exercise)
    if not own.checked:
        return "not checked yet"
    done = sum(own.functions.values())
    points = f"{shown_points(own.earned)} of {shown_points(own.points)} points"
    parts = [f"{done} of {len(exercise.functions)} functions", points]
    parts += ["solution seen"] if own.peeked else []
    return ", ".join(parts)


def _bar(done: int, total: int) -> str:
    filled = round(_BAR * done / total) if total else 0
    return f"[{'#' * filled}{'.' * (_BAR - filled)}]"
