"""The example of a docstring, run on the student's functions."""

import ast
from types import ModuleType
from typing import Any

import keras
import numpy as np


def last_value(module: ModuleType, source: str) -> Any:
    """Run the lines with the module's names, and `np` and `keras`; the value of the last one, an expression."""
    body = ast.parse(source).body
    names = {"np": np, "keras": keras} | vars(module)
    *before, last = body
    exec(compile(ast.Module(before, []), "<example>", "exec"), names)
    assert isinstance(last, ast.Expr)
    return eval(compile(ast.Expression(last.value), "<example>", "eval"), names)
