"""Probes that call the student's functions beside helpers that work, and with other hashes."""

import random
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from PIL import Image, ImageFile

from autograder.probes.callbacks import replaced
from autograder.probes.folders import parts

_ANOTHER_START = "another start of Python"


def with_helpers(function: Callable[..., Any], module: ModuleType, arguments: Sequence[Any]) -> Any:
    """Call `function` while the module's `usable_images` and `split` are ones that work."""
    as_asked = str if _gives_texts(module) else Path

    def find(folder: Any, *_: Any) -> list[Any]:
        # What the student set when the file was loaded has to be there for the next check.
        allowed, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            return list(map(as_asked, _usable(folder)))
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = allowed

    with replaced(module, "usable_images", find), replaced(module, "split", _split):
        return function(*arguments)


def with_other_hashes(
    module: ModuleType, items: Sequence[str], validation_share: float, seed: int
) -> list[list[str] | None] | None:
    """The parts of `split` where texts have other hashes, as after each start of Python; None if it raises."""
    with replaced(module, "hash", _hash):
        try:
            return parts(module.split([_Text(item) for item in items], validation_share, seed))
        except Exception:
            return None


class _Text(str):
    """A text with another hash, and so with another place in sets."""

    def __hash__(self) -> int:
        return _hash(str(self))


def _hash(value: Any) -> int:
    """The hash that Python would give in another start. Those of numbers are always the same."""
    if isinstance(value, str | bytes):
        return hash((_ANOTHER_START, value))
    return hash(tuple(map(_hash, value))) if isinstance(value, tuple) else hash(value)


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
