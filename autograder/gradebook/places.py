"""On which line of a TOML file a key stands, for messages: `tomllib` gives values alone."""

import re
import tomllib
from collections.abc import Sequence
from typing import Any

_PART = r"(?:\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[\w-]+)"
_NAME = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_TABLE = re.compile(rf"[ \t]*\[[ \t]*({_NAME})[ \t]*\]")
_KEY = re.compile(rf"[ \t]*({_NAME})[ \t]*=")


def line_of(text: str, path: Sequence[str]) -> int:
    """The line of the key at this path, or of the table that is nearest to it; 1 if none is."""
    best, line = 0, 1
    table: list[str] = []
    for number, content in enumerate(text.splitlines(), start=1):
        if found := _TABLE.match(content):
            table = here = _parts(found[1])
        elif found := _KEY.match(content):
            here = [*table, *_parts(found[1])]
        else:
            continue
        if len(here) > best and list(path[: len(here)]) == here:
            best, line = len(here), number
    return line


def _parts(name: str) -> list[str]:
    try:
        found: Any = tomllib.loads(f"{name} = 0")
    except tomllib.TOMLDecodeError:
        return [name]
    parts = []
    while isinstance(found, dict):
        [(part, found)] = found.items()
        parts.append(part)
    return parts
