"""A probe for functions that are to take a path as a text and as a `Path`."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


def refusal(function: Callable[..., Any], arguments: Sequence[Any]) -> str:
    """The type of the error that paths as `Path` give; empty if there is none, or if texts give one as well."""
    if _error(function, arguments):
        return ""
    found = _error(function, [Path(each) if isinstance(each, str) else each for each in arguments])
    # What the first call has left behind may stand in the way of any second one.
    return "" if found and _error(function, arguments) else found


def _error(function: Callable[..., Any], arguments: Sequence[Any]) -> str:
    try:
        function(*arguments)
    except Exception as error:
        return type(error).__name__
    return ""
