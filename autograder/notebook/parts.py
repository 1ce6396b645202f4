"""The pieces of an exercise's notebook, in the order of its file."""

import re
from dataclasses import dataclass
from typing import Literal

from autograder.course import percent
from autograder.course.exercise import Exercise

Kind = Literal["lesson", "code", "answer", "try"]

_DEFINITION = re.compile(r"^(?:def|class) (?P<name>\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """One cell of the exercise.

    Attributes:
        functions: Names of what the student writes in it; empty for all kinds but "answer".
    """

    kind: Kind
    text: str
    functions: tuple[str, ...] = ()


def parts_of(exercise: Exercise, solved: bool = False) -> list[Part]:
    """Lesson, code, answers and what may be tried, without hints; as stub, or with the solution between its marks."""
    source = exercise.for_notebook(solved)
    wanted = [function.name for function in exercise.functions]
    cells = [cell for cell in percent.parse(source) if cell.head or cell.text.strip()]
    return [_part(cell, wanted) for cell in cells]


def _part(cell: percent.Cell, wanted: list[str]) -> Part:
    text = cell.text.strip("\n")
    if cell.is_markdown:
        return Part("lesson", text)
    names = tuple(name for name in _DEFINITION.findall(text) if name in wanted)
    if names:
        return Part("answer", text, names)
    return Part("try" if cell.head.strip().startswith("Try it") else "code", text)
