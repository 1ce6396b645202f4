"""The next of a function's three hints."""

from dataclasses import dataclass

from autograder.course.exercise import Exercise, Function
from autograder.student.progress import Progress


@dataclass(frozen=True)
class Hint:
    """Hint `number` of `count`. `other` is another function of the exercise to ask about, once this was the last."""

    function: str
    number: int
    count: int
    text: str
    other: str = ""


def next_hint(progress: Progress, exercise: Exercise, function: Function | None = None) -> Hint | None:
    """The next hint for the function, or for the first that has not passed; that it was seen is remembered.

    None if all have passed and no function is named.
    """
    wanted = function or progress.next_function(exercise)
    if wanted is None:
        return None
    seen = progress.of(exercise).hints
    count = len(wanted.hints)
    number = min(seen.get(wanted.name, 0) + 1, count)
    seen[wanted.name] = number
    progress.save()
    others = [each.name for each in exercise.functions if each is not wanted] if number == count else []
    return Hint(wanted.name, number, count, wanted.hints[number - 1], next(iter(others), ""))


def all_passed(exercise: Exercise) -> str:
    """What to say where there is no hint to give."""
    return f"All of {exercise.number} {exercise.title} has passed. To see hints anyway, name a function."
