"""How values are written in messages: short, exact, the way a student would type or print them."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np

INLINE_SIZE = 8
NOTHING = "None"
_MAX_TEXT = 160
# Of a file, the first bytes say what it is.
_MAX_BYTES, _FIRST_BYTES = 40, 4


def number(value: float) -> str:
    """A number with at most four significant digits more than it needs: 0.2, 1.25, 1e-07, 1000."""
    value = float(value)
    return f"{value:.4g}" if not value.is_integer() or abs(value) >= 1e6 else f"{int(value)}"


def shape(value: Sequence[int | None]) -> str:
    """A shape, `n` for any length: (n, 3)."""
    sizes = ["n" if size is None else str(size) for size in value]
    return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(sizes)})"


def short(value: Any) -> str:
    """A value in one line, cut where it is long."""
    if isinstance(value, np.ndarray):
        return array(value)
    if isinstance(value, bytes) and len(value) > _MAX_BYTES:
        return f"{value[:_FIRST_BYTES]!r}… ({len(value):,} bytes)"
    text = getattr(value, "description", None) or repr(_beginning(value))
    return cut(text, _MAX_TEXT)


def cut(text: str, most: int) -> str:
    """At most so many characters, with a sign where some are missing."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _beginning(value: Any) -> Any:
    """As much of a value as can be shown: writing out all of a large one costs many times its memory."""
    if isinstance(value, str | bytes):
        return value[: _MAX_TEXT + 1]
    if type(value) in (list, tuple):
        return type(value)(_beginning(item) for item in value[: _MAX_TEXT + 1])
    if type(value) is dict:
        return {_beginning(key): _beginning(item) for key, item in islice(value.items(), _MAX_TEXT + 1)}
    return value


def array(value: np.ndarray) -> str:
    """A small array whole, a large one by its legend."""
    if value.ndim == 0:
        return number(value.item()) if value.dtype.kind in "fiu" else str(value.item())
    if value.size <= INLINE_SIZE and value.size:
        text = np.array2string(value, precision=4, separator=", ", suppress_small=False, floatmode="maxprec")
        return closed_up(text)
    return f"array {legend(value)}"


def closed_up(text: str) -> str:
    """What NumPy writes of an array, on one line and without spaces before commas and brackets."""
    return " ".join(text.split()).replace(" ,", ",").replace(" ]", "]")


def legend(value: Any) -> str:
    """What an argument is, for the line under the call: `(1000, 200), values 1 to 2`."""
    if not isinstance(value, np.ndarray):
        return short(value)
    if value.ndim and 0 < value.size <= INLINE_SIZE:
        return array(value)
    text = shape(value.shape) if value.ndim else "a single number"
    if value.dtype.kind in "fiu" and value.size and np.isfinite(value).all():
        kind = "values" if value.dtype.kind == "f" else "whole numbers"
        low, high = number(value.min()), number(value.max())
        return f"{text}, all {low}" if low == high else f"{text}, {kind} {low} to {high}"
    if value.dtype.kind == "b":
        return f"{text}, True and False"
    return text


def kind(value: Any) -> str:
    """What sort of thing came back, for a message about a wrong type."""
    if value is None:
        return NOTHING
    if isinstance(value, np.ndarray):
        if value.ndim == 0:
            return f"a single number ({array(value)})"
        return f"an array of shape {shape(value.shape)} and dtype {value.dtype}"
    if isinstance(value, str):
        return f"the text {short(value)}"
    if isinstance(value, list | tuple | dict):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, bool | int | float | complex | bytes):
        return f"the {type(value).__name__} {short(value)}"
    return short(value)


def call(name: str, parameters: Sequence[str], args: Sequence[Any], kwargs: dict[str, Any]) -> tuple[str, list[str]]:
    """A call as a student would write it, and a legend for each argument that is too large to write out."""
    written, legends = [], []
    for index, value in enumerate(args):
        parameter = parameters[index] if index < len(parameters) else f"argument {index + 1}"
        written.append(_argument(parameter, value, legends, keyword=False))
    written += [_argument(parameter, value, legends, keyword=True) for parameter, value in kwargs.items()]
    return f"{name}({', '.join(written)})", legends


def _argument(parameter: str, value: Any, legends: list[str], keyword: bool) -> str:
    if isinstance(value, np.ndarray) or getattr(value, "description", None):
        if isinstance(value, np.ndarray):
            legends.append(f"{parameter}: {legend(value)}")
        return parameter
    return f"{parameter}={short(value)}" if keyword else short(value)
