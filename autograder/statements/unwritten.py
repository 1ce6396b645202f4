"""Definitions compared with the stub's: which are still as they were given, and what stands around a leftover raise."""

import ast
from collections.abc import Iterator

from autograder.statements.tree import parse

_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_NOTHING = {ast.dump(parse(text).body[0]) for text in ("pass", "...")}
_RAISE = ast.dump(parse("raise NotImplementedError").body[0])


class Stub:
    """The exercise as it was given."""

    def __init__(self, source: str = ""):
        self._bodies: dict[str, set[str]] = {}
        for name, function in _functions(parse(source).body):
            self._bodies[name] = set(map(_plain, _body(function)))

    def is_untouched(self, node: ast.AST) -> bool:
        """Whether a definition is still the one that was given: docstring and annotations do not matter."""
        if not isinstance(node, (*_FUNCTION, ast.ClassDef)):
            return False
        functions = list(_functions([node]))
        if isinstance(node, ast.ClassDef):
            rest = [part for part in _body(node) if not isinstance(part, _FUNCTION) and _plain(part) not in _NOTHING]
            if rest:
                return False
        raises = False
        for name, function in functions:
            found = set(map(_plain, _body(function)))
            raises = raises or _RAISE in found
            if found - self._bodies.get(name, set()) - _NOTHING - {_RAISE}:
                return False
        return raises

    def leftover(self, tree: ast.AST, line: int) -> tuple[str, int]:
        """Whether the code of the function whose leftover raise stands in this line "follows" or stands "above" it,
        and the line where that begins; ("", 0) where the function has no code of its own."""
        for name, function in _functions(getattr(tree, "body", [])):
            given = self._bodies.get(name, set()) | _NOTHING | {_RAISE}
            body = _body(function)
            if not any(part.lineno == line and _plain(part) == _RAISE for part in body):
                continue
            own = [part.lineno for part in body if _plain(part) not in given]
            after = [number for number in own if number > line]
            if own:
                return ("follows", after[0]) if after else ("above", own[0])
        return "", 0


def _functions(body: list[ast.stmt], inside: str = "") -> Iterator[tuple[str, ast.AST]]:
    for node in body:
        if isinstance(node, _FUNCTION):
            yield f"{inside}{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{inside}{node.name}.")


def _body(node: ast.AST) -> list[ast.stmt]:
    """The statements without the docstring."""
    match node.body:  # type: ignore[attr-defined]
        case [ast.Expr(ast.Constant(str())), *rest]:
            return rest
    return node.body  # type: ignore[attr-defined]


def _plain(statement: ast.stmt) -> str:
    """The statement as text; what a NotImplementedError says does not matter."""
    match statement:
        case ast.Raise(ast.Call(ast.Name("NotImplementedError"))) | ast.Raise(ast.Name("NotImplementedError")):
            return _RAISE
    return ast.dump(statement)
