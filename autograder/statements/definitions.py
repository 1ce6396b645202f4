"""Where in a text a function or class is defined: read, never run."""

import ast
import re
import warnings
from collections.abc import Iterator

from autograder.statements.source import cell_text, is_script_of_a_notebook, parsed, script_pieces

_DEFINITION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_LINE_END = re.compile("\r\n|\r|\n")
# What may stand at the left in the middle of a definition.
_GOES_ON = (")", "]", "}", "#")


def lines_of(text: str) -> list[str]:
    """The lines as Python counts them."""
    return _LINE_END.split(text)


def definitions(text: str, name: str) -> list[tuple[int, int]]:
    """First and last line of each definition of `name` in a file or cell, counted from 1, in the order of the text.

    A definition inside another function counts only if there is no other. Where the text is not Python, the lines that
    look like a definition do.
    """
    text = "\n".join(lines_of(text))
    pieces = [(0, cell_text(text).python)]
    if is_script_of_a_notebook(text.encode(errors="surrogatepass")):
        pieces = [(before, piece.python) for before, piece in script_pieces(text)]
    found = [(before, *_in_piece(python, name)) for before, python in pieces]
    outer = [_moved(span, before) for before, spans, _ in found for span in spans]
    return outer or [_moved(span, before) for before, _, spans in found for span in spans]


def _moved(span: tuple[int, int], by: int) -> tuple[int, int]:
    return span[0] + by, span[1] + by


def _in_piece(python: str, name: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The definitions that a module would have, and those inside of others."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = parsed(python, "submission").body
        outer = [_span(node) for node in _outer(body) if _defines(node, name)]
        inner = [node for each in body for node in ast.walk(each) if isinstance(node, _DEFINITION)]
        return outer, sorted(_span(node) for node in inner if node.name == name)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return list(_by_look(python.split("\n"), name)), []


def _outer(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module, with those in its branches."""
    for node in body:
        yield node
        if not isinstance(node, _DEFINITION):
            for part in ("body", "orelse", "finalbody"):
                yield from _outer(getattr(node, part, []))
            for handler in getattr(node, "handlers", []):
                yield from _outer(handler.body)


def _defines(node: ast.stmt, name: str) -> bool:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return node.name == name
        case ast.Assign(targets=targets):
            return any(isinstance(part, ast.Name) and part.id == name for each in targets for part in ast.walk(each))
        case ast.AnnAssign(target=ast.Name(id=bound)):
            return bound == name
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return any((each.asname or each.name) == name for each in names)
    return False


def _span(node: ast.stmt) -> tuple[int, int]:
    decorators = getattr(node, "decorator_list", [])
    return min(each.lineno for each in (node, *decorators)), node.end_lineno or node.lineno


def _by_look(lines: list[str], name: str) -> Iterator[tuple[int, int]]:
    """From a line that begins a definition to the last before one that is not indented more."""
    head = re.compile(rf"([ \t]*)(?:async[ \t]+def|def|class)[ \t]+{re.escape(name)}\b")
    for first, line in enumerate(lines, start=1):
        if not (found := head.match(line)):
            continue
        last = first
        for number, below in enumerate(lines[first:], start=first + 1):
            text = below.strip()
            if text and len(below) - len(below.lstrip(" \t")) > len(found[1]):
                last = number
            elif text and not text.startswith(_GOES_ON):
                break
        yield first, last
