"""The pieces of an exercise's notebook, in the order of its file: Jupytext reads the cells, this names them."""

import re
from dataclasses import dataclass
from typing import Literal

import jupytext

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
    heads = [cell for cell in percent.parse(source) if cell.head or cell.text.strip()]
    cells = jupytext.reads(source, fmt="py:percent").cells
    return [_part(cell, head.head.strip(), wanted) for cell, head in zip(cells, heads, strict=True)]


def _part(cell: "jupytext.jupytext.NotebookNode", head: str, wanted: list[str]) -> Part:
    if cell.cell_type == "markdown":
        return Part("lesson", cell.source)
    names = tuple(name for name in _DEFINITION.findall(cell.source) if name in wanted)
    if names:
        return Part("answer", cell.source, names)
    return Part("try" if head.startswith("Try it") else "code", cell.source)
