"""The next of a function's three hints."""

from dataclasses import dataclass

from autograder.course.exercise import Exercise, Function
from autograder.student.progress import Progress


@dataclass(frozen=True)
class Hint:
    """Hint `number` of `count`. `other` is the function to ask about next, once this was the last: one not passed."""

    function: str
    number: int
    count: int
    text: str
    other: str = ""


def next_hint(progress: Progress, exercise: Exercise, function: Function | None = None) -> Hint | None:
    """The next hint for the function, or for the one to work on; that it was seen is remembered.

    None if there is nothing to work on and no function is named.
    """
    wanted = function or progress.next_function(exercise)
    if wanted is None:
        return None
    seen = progress.of(exercise).hints
    count = len(wanted.hints)
    number = min(seen.get(wanted.name, 0) + 1, count)
    seen[wanted.name] = number
    progress.save()
    other = _following(progress, exercise, wanted) if number == count else ""
    return Hint(wanted.name, number, count, wanted.hints[number - 1], other)


def _following(progress: Progress, exercise: Exercise, function: Function) -> str:
    """The first after this one, and round again, that has not passed; empty if all others have."""
    own = progress.of(exercise)
    passed = own.functions | own.bonus
    at = exercise.functions.index(function)
    others = [*exercise.functions[at + 1 :], *exercise.functions[:at]]
    return next((each.name for each in others if not passed[each.name]), "")


def all_passed(exercise: Exercise) -> str:
    """What to say where there is no hint to give."""
    return f"All of {exercise.number} {exercise.title} has passed. To see hints anyway, name a function."
