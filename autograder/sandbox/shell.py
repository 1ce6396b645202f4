"""Stands where a notebook has IPython: `get_ipython()`, `display`, and on request what a notebook in Colab imports."""

import ast
import builtins
import os
import re
import shlex
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

_COLAB = "google.colab"
# Under another name: whoever asks whether "google.colab" is among the modules is not on Colab.
_STAND = "not_colab"
_SETTING = re.compile(r"(?P<name>\w+)(?:\s*=\s*|\s+)(?P<value>.*)")
_CAUGHT = ("ImportError", "ModuleNotFoundError", "Exception", "BaseException")


class Lines(list[str]):
    """What `x = !command` gives: a list of lines, here always empty."""

    l = property(list)  # noqa: E741
    n = s = property("\n".join)


class Captured:
    """What `%%capture name` binds."""

    stdout = stderr = ""
    outputs: ClassVar[list[Any]] = []

    def show(self) -> None:
        """Nothing was captured, nothing is shown."""

    __call__ = show


class _Nothing:
    """Any other part of the shell: it can be asked for anything and called with anything, and does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        return None


class ZMQInteractiveShell:
    """The shell of a notebook that runs nothing but Python.

    Args:
        names: The module's namespace.
        folders: Where files are looked for.
        execute: Runs Python text under a file's name in the namespace.
    """

    def __init__(self, names: dict[str, Any], folders: list[Path], execute: Callable[[str, str], None]):
        self.user_ns = self.user_global_ns = names
        self._folders = folders
        self._execute = execute

    def run_line_magic(self, name: str, line: str = "", *args: Any, **kwargs: Any) -> Any:
        """`%run` runs a file that is there, `%env` sets a variable, `%cd` goes into a folder; others do nothing."""
        if name == "run":
            self._run(line)
        if name in ("env", "set_env") and (setting := _SETTING.fullmatch(line.strip())):
            os.environ[setting["name"]] = setting["value"]
        # Not up: the folder that a `%cd` went into before may not be here.
        folder = line.strip(" '\"") if name == "cd" else ""
        if folder and ".." not in folder and Path(folder).is_dir():
            os.chdir(folder)
        return str(Path.cwd()) if name == "pwd" else None

    def magic(self, line: str) -> Any:
        name, _, rest = line.lstrip("%").partition(" ")
        return self.run_line_magic(name, rest)

    def run_cell_magic(self, name: str, line: str = "", cell: str = "") -> None:
        """`%%writefile` writes a file; other cell magics do nothing."""
        if name in ("writefile", "file"):
            options = [part for part in shlex.split(line) if not part.startswith("-")]
            with Path(options[-1]).open("a" if "-a" in line.split() else "w", encoding="utf-8") as file:
                file.write(cell)

    def getoutput(self, command: str = "", *args: Any, **kwargs: Any) -> Lines:
        return Lines()

    def captured(self) -> Captured:
        return Captured()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing()

    def _run(self, line: str) -> None:
        parts = [part for part in shlex.split(line) if not part.startswith("-")]
        if not parts:
            return
        for name in (parts[0], f"{parts[0]}.py"):
            for folder in self._folders:
                if (folder / name).is_file():
                    self._execute((folder / name).read_text(encoding="utf-8"), name)
                    return
        raise FileNotFoundError(f"%run {parts[0]}: this file was not handed in")


def install(shell: ZMQInteractiveShell, uses_ipython: bool) -> None:
    """Make the shell what `get_ipython` gives, however it is imported.

    Args:
        uses_ipython: The code names IPython, which takes a moment to import.
    """

    def get_ipython() -> ZMQInteractiveShell:
        return shell

    builtins.get_ipython = get_ipython  # type: ignore[attr-defined]
    builtins.display = display  # type: ignore[attr-defined]
    if uses_ipython:
        import IPython
        import IPython.core.getipython
        import IPython.display

        for module in (IPython, IPython.core.getipython):
            module.get_ipython = get_ipython  # type: ignore[attr-defined]
        for module in (IPython, IPython.display, IPython.core.display_functions):
            module.display = display  # type: ignore[attr-defined]


def display(*objects: Any, **options: Any) -> None:
    """Shows objects as text, as a notebook without pictures would."""
    for each in objects:
        print(repr(each))


class ColabImports(ast.NodeTransformer):
    """Lets imports of `google.colab` find a stand-in, where a notebook may count on it.

    That is inside an `if`, whose question was then answered yes, or everywhere in a notebook that comes from Colab.
    Never where the import itself is the question: in a `try` that catches its failure.

    Args:
        everywhere: The notebook comes from Colab.
    """

    def __init__(self, everywhere: bool):
        self._offered = everywhere
        self.found = False

    def visit_If(self, node: ast.If) -> ast.AST:
        before, self._offered = self._offered, True
        self.generic_visit(node)
        self._offered = before
        return node

    def visit_Try(self, node: ast.Try) -> ast.AST:
        caught = {name for handler in node.handlers for name in _names_of(handler.type)}
        before = self._offered
        if caught & {*_CAUGHT, ""}:
            self._offered = False
        node.body = [self.visit(part) for part in node.body]
        self._offered = before
        for parts in (node.handlers, node.orelse, node.finalbody):
            for part in parts:
                self.visit(part)
        return node

    def visit_Import(self, node: ast.Import) -> ast.AST:
        if self._offered:
            for alias in node.names:
                if alias.name == _COLAB or alias.name.startswith(f"{_COLAB}."):
                    self.found = True
                    # `import google.colab` binds google.
                    alias.name = f"{_STAND}{alias.name.removeprefix('google')}" if alias.asname else _STAND
                    alias.asname = alias.asname or "google"
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        module = node.module or ""
        if self._offered and (module == _COLAB or module.startswith(f"{_COLAB}.") or _imports_colab(node)):
            self.found = True
            node.module = f"{_STAND}{module.removeprefix('google')}"
        return node


def offer_colab(said: list[str], uploaded: dict[str, bytes]) -> None:
    """Put the stand-in among the modules.

    Args:
        said: Gets what its calls have to say.
        uploaded: What an upload gives: the data files that were handed in.
    """
    root = _Stand(_STAND, said, uploaded)
    root.colab = sys.modules[f"{_STAND}.colab"] = _Stand(f"{_STAND}.colab", said, uploaded)
    sys.modules[_STAND] = root
    for name in ("auth", "data_table", "drive", "files", "output", "patches", "runtime", "snippets", "userdata"):
        part = _Stand(f"{_STAND}.colab.{name}", said, uploaded)
        sys.modules[part.__name__] = part
        setattr(root.colab, name, part)


class _Stand(types.ModuleType):
    """A module of Colab's whose every name is a call that does nothing but for uploads, and says so."""

    __path__: ClassVar[list[str]] = []

    def __init__(self, name: str, said: list[str], uploaded: dict[str, bytes]):
        super().__init__(name)
        self.__said = said
        self.__uploaded = uploaded

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        full = f"{self.__name__.removeprefix(f'{_STAND}.')}.{name}"

        def nothing(*args: Any, **kwargs: Any) -> Any:
            sentence = f"google.{full} does nothing while grading, which is not on Colab."
            if name == "upload" and self.__uploaded:
                sentence = f"google.{full} gives the files that were handed in with this one."
            if sentence not in self.__said:
                self.__said.append(sentence)
            return dict(self.__uploaded) if name == "upload" else None

        return nothing


def _imports_colab(node: ast.ImportFrom) -> bool:
    return node.module == "google" and any(alias.name == "colab" for alias in node.names)


def _names_of(node: ast.expr | None) -> set[str]:
    """The names of the exceptions that a handler catches; an empty one where it catches all."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)} if node is not None else {""}
