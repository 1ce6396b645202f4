"""What a measured threshold belongs to: the solution, the check with all that it uses, and the libraries that train.

Digests are taken over syntax trees without docstrings, so that another comment or lesson text changes none.
"""

import ast
import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.course import content
from autograder.course.exercise import Exercise
from autograder.engine import backends
from autograder.grading.catalogue import CheckInfo
from autograder.grading.thresholds import Threshold
from autograder.statements.tree import parse

# It draws the same numbers in every version; what trains is Keras and what it runs on.
_DRAWS = "numpy"


def solution_digest(exercise: Exercise) -> str:
    """SHA-256 of the reference's code."""
    return _digest([parse(exercise.source)])


def check_digest(exercise: Exercise, check: CheckInfo) -> str:
    """SHA-256 of the check's code, with what it uses of its topic's files and the probes' modules that it names."""
    return _check_digest(exercise.topic_folder, check.name, _latest_change(exercise.topic_folder))


@lru_cache(maxsize=256)
def _check_digest(topic: Path, check: str, _latest: int) -> str:
    definitions = _definitions(topic / "checks.py")
    used: dict[str, ast.AST] = {}
    waiting = [check]
    while waiting:
        name = waiting.pop()
        if name in definitions and name not in used:
            used[name] = definitions[name]
            waiting += [node.id for node in ast.walk(definitions[name]) if isinstance(node, ast.Name)]
    trees = [used[name] for name in sorted(used)]
    probes = sorted({path for tree in trees for path in _probes(tree, topic / "probes.py")})
    return _digest([*trees, *(parse(path.read_text(encoding="utf-8")) for path in probes)])


def _latest_change(topic: Path) -> int:
    """When something that a digest may depend on was written last."""
    folders = (topic, content.PACKAGE / "laboratories", content.PACKAGE / "probes")
    return max(path.stat().st_mtime_ns for folder in folders for path in folder.glob("*.py"))


def outdated(threshold: Threshold, exercise: Exercise, check: CheckInfo) -> str:
    """Why a threshold no longer holds; empty if it does. Versions count where its backend is installed."""
    record = threshold.record
    if reason := changed_since(record, exercise, check):
        return reason
    here, then = backends.versions(threshold.backend), record.get("versions", {})
    if not here[threshold.backend]:
        return ""
    changed = [f"{name} {then.get(name, '?')}" for name in here if name != _DRAWS and then.get(name) != here[name]]
    return f"it was measured with {' and '.join(changed)}, here is another version" if changed else ""


def changed_since(record: Mapping[str, Any], exercise: Exercise, check: CheckInfo) -> str:
    """What has changed since this was measured, solution or check; empty if nothing has."""
    if record.get("solution_digest") != solution_digest(exercise):
        return "the solution has changed since it was measured"
    if record.get("check_digest") != check_digest(exercise, check):
        return "the check has changed since it was measured"
    return ""


def _definitions(file: Path) -> dict[str, ast.AST]:
    """What a module defines, and what it imports from its topic's other modules and from the laboratories, by name."""
    found: dict[str, ast.AST] = {}
    for node in parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom):
            for name, other in _imported(node, file.parent).items():
                found.setdefault(name, other)
        found |= dict.fromkeys(_defined(node), node)
    return found


def _imported(node: ast.ImportFrom, folder: Path) -> dict[str, ast.AST]:
    module = (node.module or "").split(".")
    if node.level == 1 and node.module:
        return _definitions(folder / f"{node.module}.py")
    if node.level or module[:2] != ["autograder", "laboratories"]:
        return {}
    laboratories = content.PACKAGE / "laboratories"
    if len(module) > 2:
        return _definitions(laboratories / f"{module[2]}.py")
    files = {alias.asname or alias.name: laboratories / f"{alias.name}.py" for alias in node.names}
    return {name: parse(file.read_text(encoding="utf-8")) for name, file in files.items()}


def _defined(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name))


def _probes(tree: ast.AST, own: Path) -> Iterator[Path]:
    """Files of the probes that are reached as `probes.module.function`, or as an attribute `probes` of something."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            path = own if node.attr == "own" else content.PACKAGE / "probes" / f"{node.attr}.py"
            if name == "probes" and path.is_file():
                yield path


def _digest(trees: list[ast.AST]) -> str:
    dumps = [_dump(_Bare().visit(tree)) for tree in trees]
    return hashlib.sha256("\n".join(dumps).encode()).hexdigest()


def _dump(node: object) -> str:
    """A tree as text, alike for all versions of Python: `ast.dump` shows empty fields in some, new ones in others."""
    if isinstance(node, ast.AST):
        fields = [f"{name}={_dump(value)}" for name, value in ast.iter_fields(node) if value not in (None, [])]
        return f"{type(node).__name__}({', '.join(fields)})"
    if isinstance(node, list):
        return f"[{', '.join(map(_dump, node))}]"
    return repr(node)


class _Bare(ast.NodeTransformer):
    """Takes docstrings and decorators away: what a check is worth does not change what it measures."""

    def _without_docstring(self, node: ast.AST) -> ast.AST:
        self.generic_visit(node)
        body = node.body  # type: ignore[attr-defined]
        if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
            node.body = body[1:] or [ast.Pass()]  # type: ignore[attr-defined]
        return node

    def visit_Module(self, node: ast.Module) -> ast.AST:
        return self._without_docstring(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._without_docstring(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.decorator_list = []
        return self._without_docstring(node)
