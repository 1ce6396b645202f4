"""The files beside a submission that it may import or read."""

import keyword
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.statements.source import cell_text, decoded
from autograder.submissions import limits
from autograder.submissions.candidates import Refused, Source, split_name
from autograder.submissions.contents import Contents, read_contents
from autograder.submissions.data_files import Shelf, data_read_by
from autograder.submissions.decorations import strip_end
from autograder.submissions.model import DataFile
from autograder.submissions.wording import listed, shown

_PACKAGES = frozenset(
    {
        *("keras", "tensorflow", "numpy", "scipy", "pandas", "matplotlib", "seaborn", "sklearn", "skimage", "PIL"),
        *("cv2", "h5py", "torch", "torchvision", "jax", "jaxlib", "google", "IPython", "ipykernel", "nbgrader", "tqdm"),
        *("pytest", "hypothesis", "autograder", "convlings", "sitecustomize", "usercustomize"),
    }
)
_RUN = re.compile(r"%run\b|run_line_magic\(['\"]run\b")
_IMPORTS = re.compile(r"\b(?:import_ipynb|nbimporter|ipynb\.fs)\b")
_NUMBERED = re.compile(r"(?:-[0-9]{1,3}|\([0-9]{1,3}\))$")

_REACHES_UP = re.compile(r"\.\.[/\\'\"]|\b(?:parents?|dirname|pardir)\b")
_UP = "../"

_FEW = 100

Helpers = tuple[tuple[str, bytes], ...]


def reaches_up(code: str) -> bool:
    """Whether the code may look for files in the folder above its own."""
    return bool(_REACHES_UP.search(code))


def relative_to(folder: str, files: Mapping[str, Source]) -> dict[str, Source]:
    """The files in a folder and below it by their path from there; those of the folder above, beginning with "../"."""
    start = f"{folder}/" if folder else ""
    above = start.removesuffix(f"{folder.rpartition('/')[2]}/") if folder else None
    found: dict[str, Source] = {}
    for path, file in files.items():
        if path.startswith(start):
            found[path.removeprefix(start)] = file
        elif above is not None and path.startswith(above):
            found[f"{_UP}{path.removeprefix(above)}"] = file
    return found


@dataclass(frozen=True)
class Beside:
    """What comes along with a file, and notes."""

    helpers: Helpers
    data: tuple[DataFile, ...]
    notes: tuple[str, ...]


class Neighbours:
    """The .py files in one folder and below it, by the name that an import would begin with, notebooks and data.

    Those of the folder above count where the code reaches up: `sys.path.append("..")`.
    """

    def __init__(self, files: Mapping[str, Source], data: Mapping[str, Source] | None = None):
        """`files`: path relative to the folder -> file. Taken are what can be imported, and notebooks for `%run`.

        `data`: likewise, files of other kinds. A path may begin with "../".
        """
        self._notebooks = {path: file for path, file in files.items() if path.endswith(".ipynb")}
        self._data = data or {}
        self._modules: dict[str, dict[str, Source]] = {}
        self._above: dict[str, dict[str, Source]] = {}
        self._shadows: set[str] = set()
        newest: dict[str, tuple[int, int]] = {}
        for path in sorted(files):
            importable, attempt = _importable(path.removeprefix(_UP))
            if not importable:
                continue
            is_above = path.startswith(_UP)
            top = importable.partition("/")[0].removesuffix(".py")
            if top in _PACKAGES or top in sys.stdlib_module_names:
                if importable in (f"{top}.py", f"{top}/__init__.py") and not is_above:
                    self._shadows.add(top)
                continue
            importable = f"{_UP}{importable}" if is_above else importable
            if attempt >= newest.get(importable, attempt):
                newest[importable] = attempt
                modules = self._above if is_above else self._modules
                modules.setdefault(top, {})[importable] = files[path]

    def used_by(self, contents: Contents, own: Source, cache: dict[Source, bytes], shelf: Shelf) -> Beside:
        """The files whose names occur in the code, also by way of one another, and notes.

        `own` is the file of the contents itself, which is not a helper; `cache` and `shelf` keep what was read before.
        """
        notes = [_shadow_note(name) for name in sorted(self._shadows)]
        found: dict[str, bytes] = self._notebooks_used_by(contents, own)
        left_out: list[str] = []
        total = sum(map(len, found.values()))
        seen: set[str] = set()
        is_up = reaches_up(contents.text())
        modules = self._above | self._modules if is_up else self._modules
        waiting = _named(contents, modules, seen)
        while waiting:
            for path, source in sorted(modules[waiting.pop(0)].items()):
                if source == own:
                    continue
                if len(found) + len(left_out) >= limits.HELPER_FILES:
                    left_out.append(path)
                    continue
                try:
                    content = cache[source] = cache.get(source) or source.read(limits.PYTHON_FILE)
                except Refused as refused:
                    notes.append(f"{shown(path)} was left out: {refused.reason}")
                    continue
                if total + len(content) > limits.HELPER_BYTES:
                    left_out.append(path)
                    continue
                found[path] = content
                total += len(content)
                waiting += _named(Contents(content=content), modules, seen)
        if left_out:
            notes.append(f"too many files to import; these were left out: {listed(left_out)}")
        data, data_notes = self._data_read_by(contents, found, shelf)
        return Beside(tuple(sorted(found.items())), data, (*notes, *data_notes))

    def _data_read_by(
        self, contents: Contents, modules: Mapping[str, bytes], shelf: Shelf
    ) -> tuple[tuple[DataFile, ...], tuple[str, ...]]:
        if not self._data:
            return (), ()
        code = "\n".join([contents.text(), *(decoded(content) for content in modules.values())])
        is_up = reaches_up(code)
        files = {path: file for path, file in self._data.items() if is_up or not path.startswith(_UP)}
        return data_read_by(code, files, shelf)

    def _notebooks_used_by(self, contents: Contents, own: Source) -> dict[str, bytes]:
        """The code of the notebooks that the code runs or imports, cell by cell under a line that begins a cell."""
        found: dict[str, bytes] = {}
        text = contents.text() if self._notebooks else ""
        runs, imports = bool(_RUN.search(text)), bool(_IMPORTS.search(text))
        for path, source in sorted(self._notebooks.items()):
            stem = path.removesuffix(".ipynb")
            is_run = runs and path in text
            if source == own or not (is_run or (imports and stem.isidentifier() and stem in contents.words())):
                continue
            try:
                cells = read_contents(source.read(limits.NOTEBOOK_FILE), "ipynb").cells or ()
            except Refused:
                continue
            texts = [cell.source if is_run else cell_text(cell.source).python for cell in cells]
            code = "\n".join(f"# %%\n{text}" for text in texts).encode("utf-8", "backslashreplace")
            if len(found) < limits.HELPER_FILES and len(code) + sum(map(len, found.values())) <= limits.HELPER_BYTES:
                found[path if is_run else f"{stem}.py"] = code
        return found


def _named(contents: Contents, modules: Mapping[str, object], seen: set[str]) -> list[str]:
    """The modules named in the code that were not seen before."""
    new = modules.keys() - seen
    if len(new) < _FEW:
        text = contents.text()
        new = {name for name in new if name in text}  # much faster than all words, and mostly enough
    if new:
        # `import_module("04_softmax")` takes names that `import` does not.
        new &= contents.words() | {name for name in new if name[0].isdigit()}
    seen.update(new)
    return sorted(new)


def _importable(path: str) -> tuple[str, tuple[int, int]]:
    """The path under which a file can be imported ("" if it cannot be) and its attempt number.

    A system that numbers resubmissions turns utils.py into utils-1.py; the code still says `import utils`.
    """
    folder, slash, name = path.rpartition("/")
    stem, kind = split_name(name)
    if kind != "py":
        return "", (0, 0)
    attempt = (0, 0)
    if _NUMBERED.search(stem):
        ending = strip_end(stem)
        if not ending.other and not ending.date and not ending.old:
            stem, attempt = ending.rest, (ending.dash, ending.bracket)
    parts = [*(folder.split("/") if folder else []), stem]
    if not all(f"_{part}".isidentifier() and not keyword.iskeyword(part) for part in parts):
        return "", (0, 0)
    return f"{folder}{slash}{stem}.py", attempt


def _shadow_note(name: str) -> str:
    if name in sys.stdlib_module_names:
        return f"{name}.py is not used instead of Python's own {name}"
    return f"{name}.py is not used instead of the package {name}"
