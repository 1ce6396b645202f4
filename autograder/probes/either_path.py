"""A probe for functions that are to take a path as a text and as a `Path`."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


def refusal(function: Callable[..., Any], paths: Sequence[str], others: Sequence[Any]) -> str:
    """The type of the error that a `Path` gives instead of a text; empty if there is none, or one for texts as well."""
    try:
        function(*paths, *others)
    except Exception:
        return ""
    try:
        function(*map(Path, paths), *others)
    except (TypeError, AttributeError) as error:
        return type(error).__name__
    except Exception:  # of another kind, such as for what the first call has left behind
        return ""
    return ""
