"""Known submissions that share code word for word: a check that sees nothing else of them runs on one of them.

Most files of a bank are the same few answers with another function changed, so most checks would be run again on code
that they have already judged, with the same inputs. A check is taken to see the function that it belongs to, every
function of the exercise that the code behind the check names, and all that these use; where it may depend on more than
that, it runs: in files that do something when they are imported, and for checks of the contract, which are held to all
functions. `verify` without --quick shares nothing.
"""

import ast
import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TypeVar

from autograder import laboratories, topics
from autograder.checking.failure import Message
from autograder.course.exercise import find_exercise
from autograder.grading.catalogue import CheckInfo, checks_of, functions_of
from autograder.grading.part import WAITS_FOR_THE_REST
from autograder.grading.result import SKIPPED, CheckResult, ExerciseResult
from autograder.statements.tree import parse
from autograder.statements.uses import Definitions, definitions, reached
from autograder.verify.cases import Case

_UNSEEN = ("picture.py",)  # of a topic's modules
_CONTRACT = "contract"  # the argument of checks that are held to all functions
_OF_PYTHON = ("property", "staticmethod", "classmethod")
_Definition = TypeVar("_Definition", ast.FunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Shared:
    """A case, and whose answers stand for its own.

    Attributes:
        asked: What is to be graded of it; None if that is nothing.
        lent: For each check that it is not asked itself, what is graded instead.
    """

    case: Case
    asked: Case | None
    lent: Mapping[str, Case] = field(default_factory=dict)

    def whole(self, results: Mapping[Case, ExerciseResult]) -> ExerciseResult:
        """The result of all checks, from what was graded."""
        own = results[self.asked or next(iter(self.lent.values()))]
        if not self.lent or own.problem is not None:
            return own
        found = {check.name: check for check in own.checks if self.asked is not None}
        for name, lender in self.lent.items():
            found |= {check.name: check for check in results[lender].checks if check.name == name}
        checks = [copy.deepcopy(found.get(info.name) or _skipped(info)) for info in checks_of(self.case.exercise)]
        return replace(own, checks=checks)


def share(cases: Iterable[Case]) -> Iterator[Shared]:
    """Each case with as little to grade as may be. Those of one exercise, key, manner and backend lend each other."""
    seen: dict[tuple[object, ...], Case] = {}
    for case in cases:
        group = (case.exercise.name, case.seed, case.manner, case.backend, case.kind in ("lazy", "garbage"))
        codes = {(group, name, code): name for name, code in _seen_codes(case).items()}
        lent = {name: seen[key] for key, name in codes.items() if key in seen} if _may_borrow(case) else {}
        # One that does not train is asked for its accuracy checks as well: they say that they do not count.
        waiting = {info.name for info in checks_of(case.exercise) if info.is_accuracy and case.trains}
        own = tuple(info.name for info in checks_of(case.exercise) if info.name not in {*lent, *waiting})
        asked = replace(case, checks=own) if lent else case
        if own:
            seen |= {key: asked for key, name in codes.items() if name not in lent}
        yield Shared(case, asked if own else None, lent)


def _may_borrow(case: Case) -> bool:
    """Whether no accuracy check is to run: that waits for all others, and so for those that are not asked."""
    trained = {info.short_name for info in checks_of(case.exercise) if info.is_accuracy}
    is_wrong_before = case.declared is not None and bool(case.declared.fails - trained)
    return not (trained and case.trains) or is_wrong_before


def _skipped(info: CheckInfo) -> CheckResult:
    result = info.result(SKIPPED)
    result.message = Message(got=WAITS_FOR_THE_REST)
    return result


def _seen_codes(case: Case) -> dict[str, str]:
    """For each check that may be lent, the code of the case's file that it sees."""
    try:
        tree = parse(case.source.decode())
        found = definitions(tree)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    if not all(map(_is_quiet, tree.body)):
        return {}
    used = {name: reached(name, found) for names in scopes(case.exercise.name).values() for name in names}
    # Only now, because it changes the trees.
    codes = {name: [f"{name}: {ast.dump(_Bare().visit(one))}" for one in all_of] for name, all_of in found.items()}
    return {
        check: "\n".join(
            code for each in sorted({each for name in names for each in used[name]}) for code in codes.get(each, ())
        )
        for check, names in scopes(case.exercise.name).items()
    }


def _is_quiet(statement: ast.stmt) -> bool:
    """Whether a statement of a file or a class does no more than to give names a meaning."""
    if isinstance(statement, ast.Import | ast.ImportFrom | ast.Pass):
        return True
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        of_python = (isinstance(one, ast.Name) and one.id in _OF_PYTHON for one in statement.decorator_list)
        if isinstance(statement, ast.FunctionDef):
            return all(of_python) and not _calls(statement.args)
        parts = (*statement.bases, *statement.keywords)
        return all(of_python) and not any(map(_calls, parts)) and all(map(_is_quiet, statement.body))
    is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    names_alone = isinstance(statement, ast.Assign) and all(isinstance(one, ast.Name) for one in statement.targets)
    return is_text or (names_alone and not _calls(statement))


def _calls(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Call) for each in ast.walk(node))


class _Bare(ast.NodeTransformer):
    """Takes away what says nothing to a computer."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.returns = None
        return self._without_docstring(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        return self._without_docstring(node)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def _without_docstring(self, node: _Definition) -> _Definition:
        self.generic_visit(node)
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        return node


@cache
def scopes(exercise_name: str) -> dict[str, frozenset[str]]:
    """For each check that may be lent, the functions of the exercise that it may see."""
    exercise = find_exercise(exercise_name)
    folder = topics.folder_of(exercise_name)
    assert folder is not None
    behind: Definitions = {}
    shared = Path(laboratories.__file__).parent
    for path in (*sorted(folder.glob("*.py")), *sorted(shared.glob("*.py"))):
        found = _definitions_in(path) if path.name not in _UNSEEN else {}
        for name, statements in found.items():
            behind.setdefault(name, []).extend(statements)
    own = {function.name.partition(".")[0] for function in exercise.functions}
    codes = functions_of(exercise)
    return {
        info.name: frozenset({info.marks.function.partition(".")[0], *(own & _asked_for(info.name, behind))})
        for info in checks_of(exercise)
        if not info.is_accuracy and _CONTRACT not in codes[info.name].__code__.co_varnames
    }


@cache
def _definitions_in(path: Path) -> Definitions:
    return definitions(parse(path.read_text(encoding="utf-8")))


def _asked_for(check: str, behind: Definitions) -> set[str]:
    """What the code behind a check may ask a module for: every attribute and every text in it."""
    reached: set[str] = set()
    found: set[str] = set()
    waiting = [check]
    while waiting:
        if (name := waiting.pop()) in reached:
            continue
        reached.add(name)
        for node in (node for statement in behind.get(name, ()) for node in ast.walk(statement)):
            if isinstance(node, ast.Name):
                waiting.append(node.id)
            elif isinstance(node, ast.alias) and name in (node.name, node.asname):
                waiting.append(node.name)
            elif isinstance(node, ast.Attribute):
                waiting.append(node.attr)
                found.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found
