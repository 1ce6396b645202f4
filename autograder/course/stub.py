"""Make the stub from the solution: every solution block becomes a `NotImplementedError` that names the function."""

import re

from autograder.course import percent

_BEGIN, _END = "### BEGIN SOLUTION", "### END SOLUTION"
_DEFINITION = re.compile(r"^(?P<indent> *)(?:def|class) (?P<name>\w+)")


class BrokenSolution(ValueError):
    """The solution file cannot be read: its marks do not pair up, or it is not Python."""


def make_stub(cells: list[percent.Cell], number: str) -> str:
    """The stub's text: the cells without those tagged "hints", and without what stands between the marks.

    Raises:
        BrokenSolution: a mark has no partner, or stands outside a function.
    """
    kept = [cell for cell in cells if "hints" not in cell.tags]
    return percent.join([percent.Cell(cell.head, tuple(_emptied(cell.lines, number))) for cell in kept])


def _emptied(lines: tuple[str, ...], number: str) -> list[str]:
    found: list[str] = []
    enclosing: list[tuple[int, str]] = []
    inside = False
    for line in lines:
        if definition := _DEFINITION.match(line):
            indent = len(definition["indent"])
            enclosing = [item for item in enclosing if item[0] < indent] + [(indent, definition["name"])]
        if line.strip() == _BEGIN:
            if inside or not enclosing:
                raise BrokenSolution(f"{_BEGIN!r} inside another block or outside a function")
            inside = True
            name = ".".join(name for _, name in enclosing)
            indent_text = line[: len(line) - len(line.lstrip())]
            found.append(f'{indent_text}raise NotImplementedError("{number}: write {name}")')
        elif line.strip() == _END:
            if not inside:
                raise BrokenSolution(f"{_END!r} without {_BEGIN!r}")
            inside = False
        elif not inside:
            found.append(line)
    if inside:
        raise BrokenSolution(f"{_BEGIN!r} without {_END!r}")
    return found
