"""Load a submission as a module, as far as it can be: a .py file statement by statement, of a notebook what is needed.

A statement that fails takes nothing else along: it is left out, said, and the next one runs. Of a notebook, and of a
script made from one, runs what the exercise's functions need (`autograder.statements.needs`), and nothing that trains.
"""

import __future__

import ast
import asyncio
import builtins
import contextlib
import functools
import inspect
import linecache
import re
import shutil
import sys
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.sandbox import shell
from autograder.sandbox.child import SCRATCH_FOLDERS
from autograder.sandbox.description import StudentFiles, describe
from autograder.sandbox.own_modules import OwnModules
from autograder.sandbox.progress_bars import offer_progress_bars
from autograder.statements.definitions import lines_of
from autograder.statements.needs import Needed, needed
from autograder.statements.source import (
    cell_text,
    decoded,
    is_from_colab,
    is_main_guard,
    is_script_of_a_notebook,
    other_language,
    parsed,
    script_pieces,
)
from autograder.statements.statement import Latest, Statement, Unit, statements_of, trains
from autograder.statements.unwritten import Stub

MODULE_NAME = "submission"
_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)
_NOTED = 8
_CODE = (".py", ".ipynb")
_DEFINED = re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)


@dataclass
class Request:
    """What the grader hands over.

    Attributes:
        source: A .py file's bytes.
        cells: (number, source) of the code cells of a notebook.
        stub: The exercise as it was given.
        everything: Of a notebook, run all that does not train, because what seemed to be needed was not enough.
        definitions_only: Run what is needed and nothing else, because running more has ended the process.
        is_kernel: The cells are those that ran in a kernel, one for each run, not those of a file.
        is_colab: The notebook says that it comes from Colab.
    """

    name: str
    functions: list[str]
    source: bytes | None = None
    cells: list[tuple[int, str]] = field(default_factory=list)
    helpers: list[tuple[str, bytes]] = field(default_factory=list)
    stub: str = ""
    everything: bool = False
    definitions_only: bool = False
    is_kernel: bool = False
    is_colab: bool = False


@dataclass
class Loaded:
    """The module (also after an error), and what to say about it.

    Attributes:
        notes: Sentences about what was left out or assumed.
        absent: For each function that is asked for and not there: why, as plain data.
        lost: For names that the code may miss: a sentence that says what became of the statement that makes them.
        names: Names that the text defines anywhere, whether it could be run or not.
        again: Loading again with `everything` may give more.
    """

    module: types.ModuleType
    error: dict[str, Any] | None = None
    outcome: str = "loaded"
    notes: list[str] = field(default_factory=list)
    absent: dict[str, dict[str, Any]] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    again: bool = False


def load(request: Request, folder: Path, work: Path, files: StudentFiles) -> Loaded:
    """Write the submission's files to `folder`, run them in `work`, give the module.

    The import path gets both at its end, so that a json.py or keras.py that it writes never stands in for the real one.
    Modules that were written in `work` meanwhile are copied to `folder`, which stays on the path.
    """
    builtins.input = _no_input
    sys.modules["autograder"].exercise = _no_exercise  # type: ignore[attr-defined]
    files.stub = Stub(request.stub)
    beside = []
    for relative, content in request.helpers:
        # A name may be one that this system does not take, or stand for a file and for a folder.
        with contextlib.suppress(OSError):
            if not _is_in_own_folder(relative):
                beside += _put(relative, content, folder, work)
    sys.path += [str(folder), str(work)]
    sys.meta_path.insert(0, OwnModules((relative for relative, _ in request.helpers), folder))
    module = types.ModuleType(MODULE_NAME)
    module.__file__ = str(folder / request.name)
    sys.modules[MODULE_NAME] = module
    sys.argv = [request.name]
    loading = _Loading(request, module, files, [work, folder])
    if request.source is not None:
        _write(folder, request.name, request.source)
        loading.read_file(request.source)
    else:
        loading.read_cells()
    loading.run()
    for path, content in beside:
        if path.is_file() and path.read_bytes() == content:
            path.unlink()
    for path in work.glob("*.py"):
        with contextlib.suppress(OSError):
            if path.is_file() and not (folder / path.name).exists():
                shutil.copy(path, folder)
    return loading.loaded


@dataclass
class _Unread:
    """A cell, or a piece of a script, that is not Python."""

    number: int
    text: str
    error: BaseException


@dataclass
class _Failed:
    statement: Statement
    error: BaseException


class _Loading:
    def __init__(self, request: Request, module: types.ModuleType, files: StudentFiles, folders: list[Path]):
        self.request, self.files, self.module = request, files, module
        self.loaded = Loaded(module)
        self.is_notebook = True
        self.is_colab = request.is_colab
        self.units: list[Unit] = []
        self.unread: list[_Unread] = []
        self.texts: list[str] = []
        self.failed: list[_Failed] = []
        self._magics: list[int] = []
        self._flags = 0
        self._colab_said: list[str] = []
        self._shell = shell.ZMQInteractiveShell(vars(module), folders, self._execute)

    def read_cells(self) -> None:
        for number, source in self.request.cells:
            text = cell_text(source)
            if text.magics:
                self._magics.append(number)
            self._read(number, f"{self.request.name}, cell {number}", text.python)

    def read_file(self, content: bytes) -> None:
        """A .py file: as it is, or as the cells of the notebook that it was made from."""
        name = self.module.__file__
        assert name is not None
        if b"# Commented out IPython magic" in content:
            content = decoded(content).encode()
        self.is_notebook = is_script_of_a_notebook(content)
        self.is_colab = is_from_colab(content)
        self.files.add(name, self.request.name, content)
        try:
            compile(content, name, "exec", dont_inherit=True)
            text = decoded(content)
            self.texts.append(text)
            tree = parsed(content, name, is_cell=self.is_notebook)
        except _UNREADABLE as error:
            if self.is_notebook and self._read_pieces(decoded(content), name):
                return
            self.texts.append(decoded(content))
            self.unread.append(_Unread(0, self.texts[0], error))
            return
        if "get_ipython()" in text:
            self._magics.append(0)
        self.units.append(Unit(0, name, tree))

    def _read_pieces(self, text: str, name: str) -> bool:
        """Read the cells of a script that IPython's own syntax, or a mistake, keeps from being Python as a whole."""
        self._magics.append(0)
        for before, piece in script_pieces(text):
            python = "\n" * before + piece.python
            self.texts.append(python)
            try:
                self.units.append(Unit(0, name, parsed(python, name, is_cell=True)))
            except _UNREADABLE as error:
                self.unread.append(_Unread(0, python, error))
        if not self.units:
            self.texts, self.unread = [], []
        return bool(self.units)

    def _read(self, number: int, name: str, text: str) -> None:
        self.texts.append(text)
        self.files.add(name, name, text.encode("utf-8", "backslashreplace"))
        linecache.cache[name] = (len(text), None, [f"{line}\n" for line in lines_of(text)], name)
        try:
            self.units.append(Unit(number, name, parsed(text, name, is_cell=True)))
        except _UNREADABLE as error:
            self.unread.append(_Unread(number, text, error))

    def run(self) -> None:
        """Run what is to be run, and judge what came of it."""
        request = self.request
        colab = shell.ColabImports(self.is_colab)
        for unit in self.units:
            colab.visit(unit.tree)
        if colab.found:
            data = {name: content for name, content in request.helpers if Path(name).suffix not in _CODE}
            shell.offer_colab(self._colab_said, data)
        if any("tqdm" in text for text in self.texts):
            offer_progress_bars()
        shell.install(self._shell, any("IPython" in text for text in self.texts))
        statements = self._without_untouched(statements_of(self.units))
        need = needed(statements, request.functions)
        chosen = self._chosen(statements, need)
        # IPython keeps such imports for the cells below.
        for statement in statements:
            if statement.is_future:
                for alias in statement.node.names:  # type: ignore[attr-defined]
                    self._flags |= getattr(__future__, alias.name).compiler_flag if alias.name != "*" else 0
        for statement in chosen:
            self._run_answer(statement)
        if self.is_notebook:
            self._run_again()
        self._judge(statements, need)

    def _chosen(self, statements: list[Statement], need: Needed) -> list[Statement]:
        request = self.request
        if request.definitions_only or (self.is_notebook and not request.everything):
            return need.statements
        if not self.is_notebook:
            return statements
        latest = Latest(statements)
        return [each for each in statements if not trains(each, latest)]

    def _without_untouched(self, statements: list[Statement]) -> list[Statement]:
        """Leave out definitions that nobody has written, where another cell has the same one written."""
        wanted = set(self.request.functions)
        untouched: dict[str, list[Statement]] = {}
        written: dict[str, list[Statement]] = {}
        for statement in statements:
            # `f = wrap(f)` needs the one above and is not another answer.
            names = statement.binds - statement.reads_now if statement.is_variable else statement.binds
            for name in wanted & names:
                kind = untouched if self.files.stub.is_untouched(statement.node) else written
                kind.setdefault(name, []).append(statement)
        left_out = set()
        for name, answers in written.items():
            below = [each for each in untouched.get(name, []) if each.place > answers[-1].place]
            left_out |= {each.place for each in untouched.get(name, [])}
            if below:
                where = self._place(below[-1])
                self._note(f"{name} stands untouched in {where}; the answer in {self._place(answers[-1])} counts.")
            defined = [each for each in answers if each.is_definition and not each.is_overload]
            others = [each for each in defined[:-1] if _differs(each, defined[-1])]
            if others and not self.request.is_kernel:
                self._note(
                    f"There are different answers for {name} in {self._place(others[-1])} and "
                    f"{self._place(defined[-1])}; the last one counts."
                )
        return [each for each in statements if each.place not in left_out]

    def _run_answer(self, statement: Statement) -> None:
        """Run a statement. A function that is asked for stays where its name is given to what it was called for."""
        names = vars(self.module)
        before = {name: names[name] for name in self.request.functions if name in names and name in statement.binds}
        self._run(statement)
        for name, function in before.items():
            if callable(function) and not _may_be_asked_for(names.get(name), is_own=statement.calls_its_own == name):
                names[name] = function
                self._note(f"{name} gets another value in {self._place(statement)}; the function above it counts.")

    def _run_again(self) -> None:
        """Run once more what failed for want of a name that was made below it: cells may have run in another order."""
        names = vars(self.module)
        helped = True
        while helped:
            helped = False
            for each in list(self.failed):
                missing = _missing_name(each.error)
                if missing not in names or each.statement.binds <= names.keys():
                    continue
                self.failed.remove(each)
                self._run(each.statement)
                if each.statement.binds <= names.keys():
                    helped = True
                    self._note(f"{missing} is made below {self._place(each.statement)}, where it is used.")

    def _run(self, statement: Statement) -> None:
        if isinstance(statement.node, ast.If):
            self._run_branch(statement, statement.node)
            return
        tree = ast.Module([statement.node], [])
        flags = self._flags | (ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if self.is_notebook else 0)
        try:
            code = compile(tree, statement.unit.name, "exec", flags=flags, dont_inherit=True)
            waiting = eval(code, vars(self.module))
            if code.co_flags & inspect.CO_COROUTINE:
                asyncio.run(waiting)
        except BaseException as error:
            self.failed.append(_Failed(statement, error))

    def _run_branch(self, statement: Statement, node: ast.If) -> None:
        """Run the branch of an `if` statement by statement, so that one which fails takes no other along."""
        try:
            code = compile(ast.Expression(node.test), statement.unit.name, "eval", flags=self._flags, dont_inherit=True)
            is_true = bool(eval(code, vars(self.module)))
        except BaseException as error:
            self.failed.append(_Failed(statement, error))
            return
        for part in node.body if is_true else node.orelse:
            self._run(Statement(statement.place, statement.unit, part))

    def _execute(self, source: str, name: str) -> None:
        """Run a file that was handed in, as `%run` does; of a notebook, cell by cell, to its end."""
        failed: list[BaseException] = []
        for before, piece in script_pieces(source) if name.endswith(".ipynb") else [(0, cell_text(source))]:
            text = "\n" * before + piece.python
            self.files.add(name, name, source.encode("utf-8", "backslashreplace"))
            try:
                exec(compile(text, name, "exec", dont_inherit=True), vars(self.module))
            except BaseException as error:
                failed.append(error)
        if failed:
            raise failed[0]

    def _judge(self, statements: list[Statement], need: Needed) -> None:
        request, loaded = self.request, self.loaded
        loaded.names = _first(name for text in self.texts for name in _DEFINED.findall(text))
        self._tell_failures(need)
        for unread in self.unread:
            if unread.number:
                self._note(f"{self._cell(unread.number)} was left out: {_short(unread.error)}.")
            elif self.units:
                line = getattr(unread.error, "lineno", 0)
                self._note(f"What stands around line {line} was left out: {_short(unread.error)}.")
        self.loaded.notes += self._colab_said
        if self._magics and not request.is_kernel:
            where = f" ({_cells(self._magics)})" if self._magics != [0] else ""
            self._note(f"Magics and shell lines do nothing while grading{where}.")
        missing = [name for name in request.functions if name not in vars(self.module)]
        for name in missing:
            loaded.absent[name] = self._why_absent(name, statements)
        is_partial = self.is_notebook and not request.everything and not request.definitions_only
        needs_more = any(self._may_need_more(each) or missing for each in self.failed)
        # In a kernel the answers may simply not have been run yet, which must not take long to find out.
        is_empty = len(missing) == len(request.functions) and not request.is_kernel
        loaded.again = is_partial and bool(need.unknown or needs_more or is_empty)
        if len(missing) < len(request.functions):
            return
        causes = [cause for cause in loaded.absent.values() if "error" in cause]
        if self.unread and not self.failed and (not self.units or not request.functions):
            loaded.outcome, loaded.error = "unreadable", describe(self.unread[0].error, self.files)
        elif causes:
            loaded.outcome, loaded.error = causes[0]["outcome"], causes[0]["error"]
        elif self.failed:
            loaded.outcome, loaded.error = _outcome(self.failed[0].error), describe(self.failed[0].error, self.files)
        elif self.unread and not self.is_notebook:
            loaded.outcome, loaded.error = "unreadable", describe(self.unread[0].error, self.files)

    def _may_need_more(self, failed: _Failed) -> bool:
        """Whether what failed may need a statement that does not show it: one that writes a file, or a module."""
        if failed.statement.imports:
            module = getattr(failed.error, "name", "") if isinstance(failed.error, ModuleNotFoundError) else ""
            return bool(module) and any(f"{module}.py" in text for text in self.texts)
        return failed.statement.is_variable and bool(failed.statement.binds)

    def _tell_failures(self, need: Needed) -> None:
        """Notes about what was left out, and what became of the names that it would have made."""
        told = 0
        for failed in self.failed:
            statement, error = failed.statement, failed.error
            gone = _missing_name(error)
            first = self.loaded.lost.get(gone, "") if gone not in statement.binds else ""
            for name in statement.binds - vars(self.module).keys():
                came = f"{name} comes from {self._place(statement)}, which"
                self.loaded.lost.setdefault(
                    name, f"{came} needs {gone}. {first}" if first else f"{came} was left out: {_short(error)}."
                )
            if first:
                # One cause is said once.
                continue
            told += 1
            if told <= _NOTED:
                self._note(f"L{self._place(statement)[1:]} was left out: {_short(error)}.")
        if told > _NOTED:
            self._note(f"{told - _NOTED} more statements failed and were left out.")
        for name, statement in need.trained.items():
            if name not in vars(self.module):
                self.loaded.lost.setdefault(
                    name,
                    f"{name} comes from a line that trains, in {self._place(statement)}, which is not run again. If a "
                    "function needs it, hand it over as an argument.",
                )
        self._tell_unbound(need)

    def _tell_unbound(self, need: Needed) -> None:
        """What may have become of names that nothing binds: a module that was imported whole, a cell that is broken."""
        stars = [each for each in self.failed if each.statement.is_star]
        for name in need.unbound - vars(self.module).keys():
            if stars:
                where = self._place(stars[-1].statement)
                said = f"{name} may come from {where}, which was left out: {_short(stars[-1].error)}."
            elif self.unread:
                broken = next((each for each in self.unread if re.search(rf"\b{name}\b", each.text)), self.unread[0])
                where = self._cell(broken.number).replace("Cell", "cell") if broken.number else "a part of the file"
                said = f"{name} may come from {where}, which was left out: {_short(broken.error)}."
            else:
                continue
            self.loaded.lost.setdefault(name, said)

    def _why_absent(self, name: str, statements: list[Statement]) -> dict[str, Any]:
        """Why a function that is asked for is not there."""
        pattern = re.compile(rf"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+{re.escape(name)}\b", re.MULTILINE)
        for failed in reversed(self.failed):
            if name in failed.statement.binds:
                return {
                    "why": "stopped",
                    "cell": failed.statement.cell,
                    "line": failed.statement.line,
                    "outcome": _outcome(failed.error),
                    "error": describe(failed.error, self.files),
                }
        for unread in reversed(self.unread):
            if pattern.search(unread.text):
                error = describe(unread.error, self.files)
                return {"why": "unreadable", "cell": unread.number, "outcome": "unreadable", "error": error}
        for statement in reversed(statements):
            magic, body = other_language(statement.node)
            if pattern.search(body):
                return {"why": "magic", "cell": statement.cell, "line": statement.line, "magic": magic}
            for node in ast.walk(statement.node):
                is_it = isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name
                if is_it and node is not statement.node:
                    around = _kind(statement.node)
                    return {"why": "inside", "cell": statement.cell, "line": node.lineno, "inside": around}
        return {"why": "nowhere"}

    def _place(self, statement: Statement) -> str:
        """`line 3 of cell 2`."""
        if not statement.cell:
            return f"line {statement.line}"
        return f"line {statement.line} of {self._cell(statement.cell).replace('Cell', 'cell')}"

    def _cell(self, number: int) -> str:
        return f"In [{number}]" if self.request.is_kernel else f"Cell {number}"

    def _note(self, text: str) -> None:
        if text not in self.loaded.notes:
            self.loaded.notes.append(text)


def _kind(node: ast.stmt) -> list[str]:
    """What a statement is to somebody who looks for what is inside it, and its name."""
    if is_main_guard(node):
        return ["main", ""]
    kinds = {ast.ClassDef: "class", ast.FunctionDef: "function", ast.AsyncFunctionDef: "function"}
    return [kinds.get(type(node), ""), getattr(node, "name", "")]


def _differs(one: Statement, other: Statement) -> bool:
    return ast.dump(one.node) != ast.dump(other.node)


def _may_be_asked_for(value: object, is_own: bool) -> bool:
    """Whether a value can be the answer itself; `is_own` is what the function of this name gave when it was called."""
    return isinstance(value, types.FunctionType | type | functools.partial) if is_own else callable(value)


def _outcome(error: BaseException) -> str:
    return "exited early" if isinstance(error, SystemExit) else "error"


def _missing_name(error: BaseException) -> str:
    return str(error.name or "") if isinstance(error, NameError) else ""


def _first(names: Iterator[str], most: int = 300) -> list[str]:
    return list(dict.fromkeys(names))[:most]


def _no_input(prompt: object = "") -> str:
    raise RuntimeError("input() is not available when graded")


def _no_exercise(word: object = "", folder: object = None) -> types.ModuleType:
    raise RuntimeError("exercise() is not available when graded")


def _put(relative: str, content: bytes, folder: Path, work: Path) -> list[tuple[Path, bytes]]:
    """Write a file that was handed in beside the work, and give what has to go again once it is loaded."""
    _write(folder, relative, content)
    # A notebook opens and runs files beside it by their bare names.
    if (work / relative).exists():
        return []
    _write(work, relative, content)
    return [(work / relative, content)] if Path(relative).suffix in _CODE else []


def _is_in_own_folder(relative: str) -> bool:
    """Whether a file of the folder above would come to lie in one of the sandbox's own folders."""
    return relative.startswith("../") and relative.split("/")[1] in SCRATCH_FOLDERS


def _write(folder: Path, relative: str, content: bytes) -> None:
    path = folder / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _short(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        where = f" in line {error.lineno}" if error.lineno else ""
        return f"{type(error).__name__}{where}: {error.msg}"[:200]
    try:
        text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    except BaseException:
        text = type(error).__name__
    return text.splitlines()[0][:200].rstrip(".")


def _cells(numbers: Sequence[int]) -> str:
    return ("cell " if len(numbers) == 1 else "cells ") + ", ".join(map(str, numbers))
