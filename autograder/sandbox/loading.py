"""Load a submission as a module: a .py file, or the code cells of a notebook."""

import ast
import builtins
import linecache
import re
import sys
import types
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from autograder.sandbox.errors import StudentFiles, describe

MODULE_NAME = "submission"
_ANSWER_TAG = "answer"
# Cell magics that run the cell's code as it stands.
_RUNNING_MAGIC = re.compile(r"\A\s*%%(?:time|capture|prun)\b.*")
# Lines of the kit's own notebooks.
_KIT_LINES = re.compile(
    r"^[ \t]*%(?:check|hint|look|(?:re)?load_ext autograder|pip install --quiet \"git\+\S+/convlings)\b.*", re.MULTILINE
)
_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass
class Request:
    """What the grader hands over. `source` is a .py file's bytes; `cells` are (number, source, tags)."""

    name: str
    functions: list[str]
    source: bytes | None = None
    cells: list[tuple[int, str, list[str]]] = field(default_factory=list)
    helpers: list[tuple[str, bytes]] = field(default_factory=list)
    definitions_only: bool = False


@dataclass
class Loaded:
    """The module (also after an error: what was defined until then), and what to say about it."""

    module: types.ModuleType
    error: dict[str, Any] | None = None
    outcome: str = "loaded"
    notes: list[str] = field(default_factory=list)


def load(request: Request, folder: Path, files: StudentFiles) -> Loaded:
    """Write the submission's files to `folder`, run them, give the module.

    The import path gets `folder` at its end, so that a student's json.py or keras.py never stands in for the real one.
    """
    builtins.input = _no_input
    _offer_colab()
    for relative, content in request.helpers:
        _write(folder, relative, content)
    sys.path.append(str(folder))
    module = types.ModuleType(MODULE_NAME)
    module.__file__ = str(folder / request.name)
    sys.modules[MODULE_NAME] = module
    sys.argv = [request.name]
    if request.source is not None:
        _write(folder, request.name, request.source)
        return _load_file(request, module, files)
    return _load_cells(request, module, files)


def _load_file(request: Request, module: types.ModuleType, files: StudentFiles) -> Loaded:
    loaded = Loaded(module)
    assert module.__file__ is not None
    files.add(module.__file__, request.name, request.source or b"")
    try:
        code = compile(request.source or b"", module.__file__, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        loaded.outcome, loaded.error = "unreadable", describe(error, files)
        return loaded
    _run(code, loaded, request, files)
    if loaded.error is not None and _defines_any(module, request):
        error = loaded.error
        place = f" in line {error['line']}" if error["line"] else ""
        what = f"{error['type']}: {error['message'][:200]}{place}"
        loaded.notes.append(f"The file stopped with {what}. What it defines until there was graded.")
        loaded.outcome, loaded.error = "loaded", None
    return loaded


def _load_cells(request: Request, module: types.ModuleType, files: StudentFiles) -> Loaded:
    loaded = Loaded(module)
    vars(module)["get_ipython"] = _IPython
    left_out, changed = [], []
    for number, source, tags in request.cells:
        name = f"{request.name}, cell {number}"
        source = _RUNNING_MAGIC.sub(lambda found: "\n" * found[0].count("\n"), source)
        text = _without_magics(source)
        if _without_magics(own := _KIT_LINES.sub("", source)) != own:
            changed.append(number)
        files.add(name, name, text.encode("utf-8", "backslashreplace"))
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        try:
            tree = ast.parse(text, name)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            loaded.notes.append(f"Cell {number} was left out: {_short(error)}.")
            loaded.outcome, loaded.error = "unreadable", loaded.error or describe(error, files)
            continue
        if request.definitions_only and not _is_answer(tree, tags, request.functions):
            kept = [node for node in tree.body if isinstance(node, _DEFINITIONS)]
            if len(kept) < len(tree.body):
                left_out.append(number)
            tree.body = kept
        before = loaded.error
        _run(compile(tree, name, "exec", dont_inherit=True), loaded, request, files)
        if loaded.error is not before and loaded.error is not None:
            loaded.notes.append(f"Cell {number} stopped with {loaded.error['type']}: {loaded.error['message'][:200]}")
    if changed:
        loaded.notes.append(f"Magics and shell lines do nothing while grading ({_cells(changed)}).")
    if left_out:
        loaded.notes.append(f"Only imports and definitions were loaded from {_cells(left_out)}.")
    if _defines_any(module, request):
        loaded.outcome, loaded.error = "loaded", None
    return loaded


def _defines_any(module: types.ModuleType, request: Request) -> bool:
    """Whether there is something to grade, although loading did not go to the end."""
    return any(name in vars(module) for name in request.functions)


def _run(code: types.CodeType, loaded: Loaded, request: Request, files: StudentFiles) -> None:
    try:
        exec(code, vars(loaded.module))
    except SystemExit as error:
        loaded.outcome, loaded.error = "exited early", describe(error, files)
    except BaseException as error:
        loaded.outcome, loaded.error = "error", describe(error, files)


def _is_answer(tree: ast.Module, tags: list[str], functions: list[str]) -> bool:
    """Tagged as an answer, or, where the tag was lost, defining a function the exercise asks for."""
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return _ANSWER_TAG in tags or bool(names & set(functions))


def _without_magics(source: str) -> str:
    """`source` with IPython's own syntax turned into calls of `get_ipython()`, which does nothing here."""
    if not any(sign in source for sign in "%!?"):
        return source
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        text = TransformerManager().transform_cell(source)
    except Exception:
        return source
    return text if "get_ipython()" in text else source


class _IPython:
    """Stands where IPython's shell would: every call on it does nothing."""

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: None


class _Stand(types.ModuleType):
    """A package whose every name is a call that does nothing."""

    __path__: ClassVar[list[str]] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: None


def _offer_colab() -> None:
    for name in ("google.colab", "google.colab.drive", "google.colab.files", "google.colab.patches"):
        sys.modules[name] = _Stand(name)
    for name in ("drive", "files", "patches"):
        setattr(sys.modules["google.colab"], name, sys.modules[f"google.colab.{name}"])


def _no_input(prompt: object = "") -> str:
    raise RuntimeError("input() is not available when graded")


def _write(folder: Path, relative: str, content: bytes) -> None:
    path = folder / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _short(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]


def _cells(numbers: list[int]) -> str:
    return ("cell " if len(numbers) == 1 else "cells ") + ", ".join(map(str, numbers))
