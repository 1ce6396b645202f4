"""One folder for each exercise, with all of its code but the solution itself: `NN_topic/checks.py` and what it needs.

    checks.py            the checks: the only place where expected values live
    laboratory.py        what they set up and ask, if it is much
    probes.py            functions that run beside the student's code, reached as `probes.own.name`
    picture.py           what `convlings look` shows
    lesson.png           what it shows of the solution, for the notebook, written by `convlings sync`
    thresholds.toml      what accuracy checks have to reach, written by `convlings calibrate`
    fingerprints.json    what each known mistake shows, written by `convlings sync`

Names that begin with a digit cannot be imported by a statement, so topics are imported by name; within a folder,
relative imports work as usual.
"""

import importlib
import re
import sys
from pathlib import Path
from types import ModuleType

_BACKEND = re.compile(r'^BACKEND = "(\w+)"', re.MULTILINE)


def add_folder(folder: Path) -> None:
    """Look for topics in `folder` as well."""
    if str(folder) not in __path__:
        __path__.append(str(folder))
        importlib.invalidate_caches()


def remove_folder(folder: Path) -> None:
    """Look there no longer, and forget what was imported from it."""
    if str(folder) in __path__:
        __path__.remove(str(folder))
    prefixes = tuple(f"{__name__}.{path.name}." for path in folder.glob("[0-9][0-9]_*"))
    for module in [module for module in sys.modules if f"{module}.".startswith(prefixes)]:
        del sys.modules[module]


def folder_of(exercise: str) -> Path | None:
    """The folder of this exercise's code; None if there is none."""
    return next((found for root in __path__ if (found := Path(root, exercise)).is_dir()), None)


def backend_of(exercise: str) -> str:
    """The backend beside which this exercise's submissions run, whatever was chosen: what it is about.

    Its checks declare it, with `BACKEND = "torch"`; the line is read, because whoever asks may not import them. Empty
    where nothing is declared.
    """
    folder = folder_of(exercise)
    file = folder / "checks.py" if folder else None
    found = _BACKEND.search(file.read_text(encoding="utf-8")) if file and file.is_file() else None
    return found[1] if found else ""


def load(exercise: str, part: str) -> ModuleType | None:
    """The module `part` of an exercise, such as `load("08_dropout", "picture")`; None if it has none."""
    name = f"{__name__}.{exercise}.{part}"
    if name in sys.modules:  # in a sandbox, which cannot see its file
        return sys.modules[name]
    folder = folder_of(exercise)
    if folder is None or not (folder / f"{part}.py").is_file():
        return None
    return importlib.import_module(name)


def with_part(part: str) -> list[str]:
    """Names of the exercises that have a module `part`."""
    found = {path.parent.name for root in __path__ for path in Path(root).glob(f"[0-9][0-9]_*/{part}.py")}
    return sorted(found)
