"""Notebooks of marimo, which are .py files: each cell is a function under `@app.cell`. Nothing is run."""

import ast
import re

_APP = re.compile(rb"^app = marimo\.App\(", re.MULTILINE)
_UNWRAPPED = ("function", "class_definition")


def is_marimo(content: bytes) -> bool:
    """Whether a .py file is a notebook of marimo's."""
    return bool(_APP.search(content))


def without_cells(tree: ast.Module) -> ast.Module:
    """The notebook as a module: what its cells hold stands at the top, where the notebook has it."""
    tree.body = [part for statement in tree.body if not _is_frame(statement) for part in _parts(statement)]
    return tree


def _is_frame(statement: ast.stmt) -> bool:
    """Whether it only sets the notebook up or starts it."""
    match statement:
        case ast.Import([ast.alias("marimo", None)]) | ast.Assign([ast.Name("app" | "__generated_with")]):
            return True
        case ast.If(body=[ast.Expr(ast.Call(ast.Attribute(ast.Name("app"), "run")))]):
            return True
    return False


def _parts(statement: ast.stmt) -> list[ast.stmt]:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            kinds = {_part_of_app(each) for each in statement.decorator_list}
            if "cell" in kinds:
                body = statement.body
                return body[:-1] if isinstance(body[-1], ast.Return) else body
            if not kinds.isdisjoint(_UNWRAPPED):
                kept = [each for each in statement.decorator_list if _part_of_app(each) not in _UNWRAPPED]
                statement.decorator_list = kept
        case ast.With(items=[ast.withitem(context)], body=body) if _part_of_app(context) == "setup":
            return body
    return [statement]


def _part_of_app(node: ast.expr) -> str:
    """`cell` of `app.cell` and of `app.cell(hide_code=True)`; empty for all else."""
    match node.func if isinstance(node, ast.Call) else node:
        case ast.Attribute(ast.Name("app"), name):
            return name
    return ""
