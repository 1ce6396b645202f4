"""What an edit has changed: the functions whose own code is another now, and those that use it."""

import ast
from collections.abc import Sequence

from autograder.statements.tree import parse


def changed_functions(before: str, after: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """Those of the `wanted` top-level names whose code, or anything of the file that it uses, differs.

    Those that were edited themselves come first, then those that only use what was. Comments, blank lines and
    decoration count for nothing. Empty if one of the sources cannot be read.
    """
    try:
        old, new = _definitions(before), _definitions(after)
    except (SyntaxError, ValueError, RecursionError):
        return ()
    edited = {name for name in old.keys() | new.keys() if _code(old.get(name, [])) != _code(new.get(name, []))}
    touched = [name for name in wanted if (_reached(name, old) | _reached(name, new)) & edited]
    return tuple(sorted(touched, key=lambda name: name not in edited))


def _definitions(source: str) -> dict[str, list[ast.stmt]]:
    """The top-level statements that give each name its meaning."""
    found: dict[str, list[ast.stmt]] = {}
    for statement in parse(source).body:
        for name in _given(statement):
            found.setdefault(name, []).append(statement)
    return found


def _given(statement: ast.stmt) -> set[str]:
    """Names that a statement defines, imports, or sets or changes anywhere in it."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    names: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            names |= {part.id for part in ast.walk(node.value) if isinstance(part, ast.Name)}
    return names


def _code(statements: list[ast.stmt]) -> list[str]:
    return [ast.dump(statement) for statement in statements]


def _reached(name: str, definitions: dict[str, list[ast.stmt]]) -> set[str]:
    """The name, all names that its code uses, what those use, and so on."""
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        if (current := waiting.pop()) not in reached:
            reached.add(current)
            nodes = (node for statement in definitions.get(current, []) for node in ast.walk(statement))
            waiting += [node.id for node in nodes if isinstance(node, ast.Name)]
    return reached
