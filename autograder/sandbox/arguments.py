"""Whether a call has changed what it was given: arrays, and lists, tuples and dicts of arrays and plain values."""

from typing import Any

import numpy as np

_MOST_BYTES = 64 * 2**20


class Arguments:
    """What the arguments of one call held before it."""

    def __init__(self) -> None:
        self._given: list[tuple[int | str, Any, Any]] = []

    def remember(self, args: list[Any], kwargs: dict[str, Any]) -> None:
        """Keep copies of what can be compared later."""
        for place, value in (*enumerate(args), *kwargs.items()):
            if type(value) in (np.ndarray, list, tuple, dict):
                self._given.append((place, value, _copied(value)))

    def changed(self) -> list[int | str]:
        """Places and names of the arguments that are no longer as they were."""
        try:
            return [place for place, value, before in self._given if not _equal(value, before)]
        except Exception:  # whatever a submission has put into them
            return [place for place, _, _ in self._given]


def _copied(value: Any) -> Any:
    if type(value) is np.ndarray:
        return value.copy() if value.nbytes <= _MOST_BYTES else value
    if type(value) in (list, tuple):
        return type(value)(_copied(item) for item in value)
    if type(value) is dict:
        return {key: _copied(item) for key, item in value.items()}
    return value


def _equal(value: Any, before: Any) -> bool:
    if type(value) is not type(before):
        return False
    if type(value) is np.ndarray:
        kinds = value.dtype == before.dtype and value.shape == before.shape
        return kinds and (value is before or value.tobytes() == before.tobytes())
    if type(value) in (list, tuple):
        return len(value) == len(before) and all(map(_equal, value, before))
    if type(value) is dict:
        return list(value) == list(before) and all(_equal(value[key], before[key]) for key in before)
    return value is before or type(value) not in (int, float, str, bool) or value == before
