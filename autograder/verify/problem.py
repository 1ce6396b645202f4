"""What `verify` reports, in paths and commands that an author can use as they stand."""

from dataclasses import dataclass
from pathlib import Path

from autograder.course import content
from autograder.course.exercise import Exercise


@dataclass(frozen=True)
class Problem:
    """Something unfair or unfinished: where, what, and the command or edit that helps."""

    where: str
    what: str
    fix: str = ""


def shown(path: Path) -> str:
    """The path as it is typed here: from the current folder, if it lies in it."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def to_type(words: str, exercise: Exercise) -> str:
    """The command `convlings words`, for this exercise, wherever it lies."""
    own = exercise.collection is not content.KIT
    return f"convlings {words}" + (f" --exercises {shown(exercise.collection.root)}" if own else "")


def counted(number: int, thing: str) -> str:
    """`1 exercise`, `2 exercises`."""
    return f"{number} {thing}" + ("" if number == 1 else "s")
