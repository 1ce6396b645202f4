"""Modules that were handed in are found before others of their names, as they are where they were written."""

import sys
from collections.abc import Iterable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType


class OwnModules(MetaPathFinder):
    """Finds `test.py` of a submission before Python's own package `test`, which nobody means.

    Names that the kit, Keras or Python may need are never handed over as modules of a submission: see
    `autograder.submissions.helpers`.

    Args:
        files: Their paths relative to `folder`.
    """

    def __init__(self, files: Iterable[str], folder: Path):
        self._names = {file.partition("/")[0].removesuffix(".py") for file in files if file.endswith(".py")}
        self._folder = str(folder)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if path is not None or name not in self._names or name in sys.modules:
            return None
        return PathFinder.find_spec(name, [self._folder])
