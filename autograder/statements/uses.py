"""What the top-level names of a module's text stand for, and which others the code of each uses."""

import ast

Definitions = dict[str, list[ast.stmt]]


def definitions(tree: ast.Module) -> Definitions:
    """The top-level statements that give each name its meaning."""
    found: Definitions = {}
    for statement in tree.body:
        for name in given(statement):
            found.setdefault(name, []).append(statement)
    return found


def given(statement: ast.stmt) -> set[str]:
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


def code(statements: list[ast.stmt]) -> list[str]:
    """Their code, without comments, blank lines and the way it is set."""
    return [ast.dump(statement) for statement in statements]


def reached(name: str, found: Definitions) -> set[str]:
    """The name, all names that its code uses, what those use, and so on."""
    names: set[str] = set()
    waiting = [name]
    while waiting:
        if (current := waiting.pop()) not in names:
            names.add(current)
            nodes = (node for statement in found.get(current, []) for node in ast.walk(statement))
            waiting += [node.id for node in nodes if isinstance(node, ast.Name)]
    return names
