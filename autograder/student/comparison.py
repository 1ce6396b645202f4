"""One function out of a whole file, without its docstring, to hold a student's beside ours."""

import ast
from collections.abc import Iterable

from autograder.course.exercise import Exercise
from autograder.submissions import Work

_MARKS = ("### BEGIN SOLUTION", "### END SOLUTION")
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def own_definition(work: Work, name: str) -> str:
    """The student's function, as it was defined last in their file or notebook; empty if it is not there."""
    sources = (
        [cell.source for cell in work.cells]
        if work.cells is not None
        else [(work.content or b"").decode("utf-8", "replace")]
    )
    return _last_definition(sources, name)


def reference_definition(exercise: Exercise, name: str) -> str:
    """The reference's function."""
    lines = exercise.source_without_hints.splitlines()
    return _last_definition(["\n".join(line for line in lines if line.strip() not in _MARKS)], name)


def _last_definition(sources: Iterable[str], name: str) -> str:
    found = ""
    for source in sources:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError):
            continue
        for node in tree.body:
            if isinstance(node, _Definition) and node.name == name:
                found = _code(source.splitlines(), node)
    return found


def _code(lines: list[str], node: _Definition) -> str:
    """The lines of a definition, without the docstrings in it."""
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    left_out: set[int] = set()
    for part in ast.walk(node):
        if isinstance(part, _Definition) and (docstring := _docstring(part)) is not None:
            left_out |= set(range(docstring.lineno, (docstring.end_lineno or docstring.lineno) + 1))
    last = node.end_lineno or node.lineno
    kept = [lines[number - 1] for number in range(first, last + 1) if number not in left_out]
    return "\n".join(_without_first_gap(kept))


def _docstring(node: _Definition) -> ast.Expr | None:
    """The docstring's statement, if it has lines of its own and is not all there is."""
    first, *rest = node.body
    is_text = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return first if isinstance(first, ast.Expr) and is_text and rest and first.lineno > node.lineno else None


def _without_first_gap(lines: list[str]) -> list[str]:
    """Without the blank line that a docstring leaves below the head."""
    gap = next((index for index, line in enumerate(lines) if not line.strip()), None)
    is_below_head = gap is not None and lines[gap - 1].rstrip().endswith(":")
    return lines[:gap] + lines[gap + 1 :] if is_below_head and gap is not None else lines
