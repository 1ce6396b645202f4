"""Take folders of the grader out of what a student reads: its sandboxes, its Python, itself."""

import re
import sys
import sysconfig
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from autograder.checking.failure import Message
from autograder.course import content

_PARTS = ("work", "submission")


def hidden(text: str, folder: str) -> str:
    """The text without folders of ours.

    Args:
        folder: The scratch folder of the sandbox; empty where there is none.
    """
    if "/" not in text and "\\" not in text:
        return text
    for pattern, instead in (*_of_sandbox(folder), *_of_python()):
        text = pattern.sub(instead, text)
    return text


def hidden_message(message: Message, folder: str) -> Message:
    """A copy of the message without folders of ours."""
    return Message(**{name: _hidden_in(value, folder) for name, value in vars(message).items()})


def _hidden_in(value: Any, folder: str) -> Any:
    return [hidden(item, folder) for item in value] if isinstance(value, list) else hidden(value, folder)


@lru_cache(maxsize=64)
def _of_sandbox(folder: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    if not folder:
        return ()
    return tuple(_patterns([*(f"{folder}/{part}" for part in _PARTS), folder]))


@lru_cache(maxsize=1)
def _of_python() -> tuple[tuple[re.Pattern[str], str], ...]:
    paths = sysconfig.get_paths()
    folders = {paths[name] for name in ("purelib", "platlib", "stdlib", "platstdlib")}
    folders |= {path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}
    folders |= {str(content.PACKAGE.parent), sys.prefix, sys.base_prefix}
    # A short prefix such as /usr stands in many a path that is nobody's secret.
    long = sorted((path for path in folders if path.count("/") > 2 or "\\" in path), key=len, reverse=True)
    return tuple(_patterns(long))


def _patterns(folders: list[str]) -> Iterator[tuple[re.Pattern[str], str]]:
    """For each folder: what lies in it keeps its path from there, and it itself becomes a dot."""
    for folder in folders:
        either = r"[/\\]+".join(map(re.escape, re.split(r"[/\\]+", folder)))
        yield re.compile(rf"{either}[/\\]+(?=[^\s'\"),:;])"), ""
        yield re.compile(rf"{either}[/\\]*"), "."
