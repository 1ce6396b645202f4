"""Probes that make plain data of the answers: paths, parts and counts come in many types."""

import os
import random
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

from PIL import Image, ImageFile

from autograder.probes.callbacks import replaced

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


def with_helpers(function: Callable[..., Any], module: ModuleType, arguments: Sequence[Any]) -> Any:
    """Call `function` while the module's `usable_images` and `split` are ones that work."""
    as_asked = str if _gives_texts(module) else Path
    ImageFile.LOAD_TRUNCATED_IMAGES = False

    def find(folder: Any, *_: Any) -> list[Any]:
        return list(map(as_asked, _usable(folder)))

    with replaced(module, "usable_images", find), replaced(module, "split", _split):
        return function(*arguments)


def _gives_texts(module: ModuleType) -> bool:
    """Whether `usable_images` gives texts instead of paths."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        Image.new("RGB", (8, 8)).save(f"{folder}/1.jpg")
        try:
            return all(isinstance(path, str) for path in [*module.usable_images(folder)] or [Path()])
        except Exception:
            return False


def _usable(folder: Any) -> list[Path]:
    files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    return [path for path in files if "/." not in f"/{path.relative_to(folder).as_posix()}" and _is_whole(path)]


def _is_whole(path: Path) -> bool:
    try:
        Image.open(path).load()
    except (OSError, SyntaxError):
        return False
    return True


def _split(items: Iterable[Any], validation_share: float, seed: int) -> tuple[list[Any], list[Any]]:
    shuffled = sorted(items)
    random.Random(seed).shuffle(shuffled)
    count = round(validation_share * len(shuffled))
    return shuffled[count:], shuffled[:count]
