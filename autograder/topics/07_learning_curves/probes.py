"""Probes that read the histories that `join` makes. They hold no expected values."""

from collections.abc import Callable
from typing import Any

History = dict[str, list[float]]


def as_history(history: Any) -> History:
    """A dict of any kind, with lists or arrays, as a plain one."""
    return {str(name): [float(value) for value in values] for name, values in dict(history).items()}


def shared_lists(join: Callable[..., Any], first: History, second: History) -> list[str]:
    """The names whose values in the joined history are the very list of one of the two."""
    joined = dict(join(first, second))
    return [str(name) for name, values in joined.items() if values is first.get(name) or values is second.get(name)]
