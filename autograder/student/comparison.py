"""A student's functions beside those of the reference and those that were handed out."""

import ast
import re
from collections.abc import Iterable, Iterator

from autograder.course.exercise import Exercise
from autograder.statements.tree import parse
from autograder.submissions import Work

_MARKS = ("### BEGIN SOLUTION", "### END SOLUTION")
_HANDED_OUT = re.compile(r"NotImplementedError\(['\"]\d\d: write ")
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def own_definition(work: Work, name: str) -> str:
    """The student's function without docstring, as it was defined last in their file or notebook; empty if nowhere."""
    return _last_definition(_sources(work), name)


def reference_definition(exercise: Exercise, name: str) -> str:
    """The reference's function without docstring."""
    lines = exercise.source_without_hints.splitlines()
    return _last_definition(["\n".join(line for line in lines if line.strip() not in _MARKS)], name)


def standing_raises(work: Work, exercise: Exercise) -> list[str]:
    """A sentence for each function that the student has written, but for the line that says that nothing is written.

    Such a function counts as not attempted, whatever stands before or below that line.
    """
    handed_out = dict(_bodies([exercise.stub]))
    sentences = []
    for name, body in dict(_bodies(_sources(work))).items():
        line = next((each.lineno for each in body if _is_handed_out(each)), None)
        if line is not None and name in handed_out and _dumped(body) != _dumped(handed_out[name]):
            sentences.append(
                f"{name} has code of yours, but the line `raise NotImplementedError(...)` is still in it (line {line}) "
                "and ends it before your answer. Take that line away."
            )
    return sentences


def is_unwritten(work: Work, name: str) -> bool:
    """Whether the student's function still holds the line that says that nothing is written."""
    return any(map(_is_handed_out, dict(_bodies(_sources(work))).get(name, ())))


def _sources(work: Work) -> list[str]:
    if work.cells is not None:
        return [cell.source for cell in work.cells]
    return [(work.content or b"").decode("utf-8", "replace")]


def _parsed(sources: Iterable[str]) -> Iterator[tuple[str, ast.Module]]:
    """Those of the sources that Python can read, with their trees."""
    for source in sources:
        try:
            yield source, parse(source)
        except (SyntaxError, ValueError, RecursionError):
            continue


def _last_definition(sources: Iterable[str], name: str) -> str:
    found = ""
    for source, tree in _parsed(sources):
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
    has_lines = ast.get_docstring(node) is not None and first.lineno > node.lineno
    return first if isinstance(first, ast.Expr) and has_lines and rest else None


def _without_first_gap(lines: list[str]) -> list[str]:
    """Without the blank line that a docstring leaves below the head."""
    gap = next((index for index, line in enumerate(lines) if not line.strip()), None)
    if gap is None or not lines[gap - 1].rstrip().endswith(":"):
        return lines
    return lines[:gap] + lines[gap + 1 :]


def _bodies(sources: Iterable[str]) -> Iterator[tuple[str, list[ast.stmt]]]:
    """The statements of each function and method, without docstring, by its name: `f`, `C.__init__`."""
    for _, tree in _parsed(sources):
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                yield node.name, _statements(node)
            for part in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(part, ast.FunctionDef):
                    yield f"{node.name}.{part.name}", _statements(part)


def _statements(node: ast.FunctionDef) -> list[ast.stmt]:
    return node.body[1:] if ast.get_docstring(node) is not None else node.body


def _dumped(body: list[ast.stmt]) -> list[str]:
    return [ast.dump(statement) for statement in body]


def _is_handed_out(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Raise) and _HANDED_OUT.search(ast.unparse(statement)) is not None
