"""Probes that make plain data of paths, parts and counts, which come in many types."""

import os
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

_MOST = 2_000


def texts(value: Any) -> list[str] | None:
    """The items of a list, array, tuple and so on of texts or paths; None if it is anything else."""
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        return None
    items = list(islice(value, _MOST))
    if not all(isinstance(item, str | os.PathLike) for item in items):
        return None
    return [str(os.fspath(item)) for item in items]


def paths(value: Any, folder: str) -> list[list[Any]] | None:
    """Each path relative to `folder`, with `/` in it, and whether it leads to a file as it is."""
    found = texts(value)
    if found is None:
        return None
    return [
        [Path(text).as_posix(), False]
        if not Path(text).is_file() and Path(folder, text).is_file()
        else [Path(os.path.relpath(Path(text).absolute(), Path(folder).absolute())).as_posix(), Path(text).is_file()]
        for text in found
    ]


def parts(value: Any) -> list[list[str] | None] | None:
    """The two parts of a split; None for what is not one."""
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        return None
    return [texts(part) for part in islice(value, 3)]


def counts(value: Any) -> list[list[Any]] | None:
    """The names and numbers of a mapping, in its order."""
    if not isinstance(value, Mapping):
        return None
    return [[str(key), int(number)] for key, number in islice(value.items(), _MOST)]
