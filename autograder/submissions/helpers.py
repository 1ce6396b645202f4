"""The files beside a submission that it may import."""

import keyword
import re
import sys
from collections.abc import Mapping

from autograder.submissions import limits
from autograder.submissions.candidates import Refused, Source, split_name
from autograder.submissions.contents import Contents, read_contents
from autograder.submissions.decorations import strip_end
from autograder.submissions.wording import listed, shown

_PACKAGES = frozenset(
    {
        *("keras", "tensorflow", "numpy", "scipy", "pandas", "matplotlib", "seaborn", "sklearn", "skimage", "PIL"),
        *("cv2", "h5py", "torch", "torchvision", "jax", "jaxlib", "google", "IPython", "ipykernel", "nbgrader", "tqdm"),
        *("pytest", "hypothesis", "autograder", "convlings", "sitecustomize", "usercustomize"),
    }
)
_RUN = re.compile(r"%run\b|run_line_magic\(['\"]run\b")
_NUMBERED = re.compile(r"(?:-[0-9]{1,3}|\([0-9]{1,3}\))$")

_FEW = 100

Helpers = tuple[tuple[str, bytes], ...]


class Neighbours:
    """The .py files in one folder and below it, by the name that an import would begin with, and notebooks."""

    def __init__(self, files: Mapping[str, Source]):
        """`files`: path relative to the folder -> file. Taken are what can be imported, and notebooks for `%run`."""
        self._notebooks = {path: file for path, file in files.items() if path.endswith(".ipynb")}
        self._modules: dict[str, dict[str, Source]] = {}
        self._shadows: set[str] = set()
        newest: dict[str, tuple[int, int]] = {}
        for path in sorted(files):
            importable, attempt = _importable(path)
            if not importable:
                continue
            top = importable.partition("/")[0].removesuffix(".py")
            if top in _PACKAGES or top in sys.stdlib_module_names:
                if importable in (f"{top}.py", f"{top}/__init__.py"):
                    self._shadows.add(top)
            elif attempt >= newest.get(importable, attempt):
                newest[importable] = attempt
                self._modules.setdefault(top, {})[importable] = files[path]

    def used_by(self, contents: Contents, own: Source, cache: dict[Source, bytes]) -> tuple[Helpers, tuple[str, ...]]:
        """The files whose names occur in the code, also by way of one another, and notes.

        `own` is the file of the contents itself, which is not a helper; `cache` keeps what was read before.
        """
        notes = [_shadow_note(name) for name in sorted(self._shadows)]
        found: dict[str, bytes] = self._notebooks_run_by(contents, own)
        left_out: list[str] = []
        total = sum(map(len, found.values()))
        seen: set[str] = set()
        waiting = self._named(contents, seen)
        while waiting:
            for path, source in sorted(self._modules[waiting.pop(0)].items()):
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
                waiting += self._named(Contents(content=content), seen)
        if left_out:
            notes.append(f"too many files to import; these were left out: {listed(left_out)}")
        return tuple(sorted(found.items())), tuple(notes)

    def _notebooks_run_by(self, contents: Contents, own: Source) -> dict[str, bytes]:
        """The code of the notebooks that the code runs, cell by cell under a line that begins a cell."""
        found: dict[str, bytes] = {}
        text = contents.text() if self._notebooks else ""
        for path, source in sorted(self._notebooks.items()):
            if source == own or path not in text or not _RUN.search(text):
                continue
            try:
                cells = read_contents(source.read(limits.NOTEBOOK_FILE), "ipynb").cells or ()
            except Refused:
                continue
            code = "\n".join(f"# %%\n{cell.source}" for cell in cells).encode("utf-8", "backslashreplace")
            if len(found) < limits.HELPER_FILES and len(code) + sum(map(len, found.values())) <= limits.HELPER_BYTES:
                found[path] = code
        return found

    def _named(self, contents: Contents, seen: set[str]) -> list[str]:
        """The modules named in the code that were not seen before."""
        new = self._modules.keys() - seen
        if len(new) < _FEW:
            text = contents.text()
            new = {name for name in new if name in text}  # much faster than all words, and mostly enough
        if new:
            new &= contents.words()
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
    if not all(part.isidentifier() and not keyword.iskeyword(part) for part in parts):
        return "", (0, 0)
    return f"{folder}{slash}{stem}.py", attempt


def _shadow_note(name: str) -> str:
    if name in sys.stdlib_module_names:
        return f"{name}.py is not used instead of Python's own {name}"
    return f"{name}.py is not used instead of the package {name}"
