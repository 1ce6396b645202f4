"""Vouch for an answer before it is used: every `expect` function gives plain data of the stated form, or ends the
check as `malformed` with what came instead."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.checking import display
from autograder.checking.failure import fail, malformed
from autograder.checking.handles import Handle, _ask, listed
from autograder.wire.codec import MAX_BYTES

_KINDS: dict[Any, tuple[str, str]] = {
    float: ("f", "numbers with a decimal point (float)"),
    int: ("iu", "whole numbers (int)"),
    bool: ("b", "True and False (bool)"),
    "number": ("fiu", "numbers"),
    "real": ("biuf", "real numbers"),
    None: ("biufc", "numbers"),
}
_SCALARS = {kind: np.dtype(kind) for kind in (bool, int, float, complex)}


def expect(
    value: Any,
    *,
    shape: Sequence[int | None] | None = None,
    dtype: Any = None,
    finite: bool = True,
) -> np.ndarray:
    """`value` as an array of this form.

    Args:
        value: What a request gave. A generator, range, map or zip is listed first.
        shape: None stands for any length of that axis; no shape accepts every shape.
        dtype: float, int or bool for that kind in any width; "number" for int and float, "real" for bool as
            well; None for all, complex numbers too.
        finite: Whether NaN and infinity are refused.
    """
    want = _wanted(shape, dtype)
    if isinstance(value, Handle):
        items = listed(value)
        if not isinstance(items, list):
            malformed(got=value.description, expected=want)
        value = _stacked(items, value.description, want)
    if not isinstance(value, np.ndarray):
        is_array_like = isinstance(value, list | tuple) and array_of(value) is not None
        hint = "np.array(...) makes an array of it" if is_array_like else None
        malformed(got=display.kind(value), expected=want, note=hint)
    if shape is not None and not _shape_fits(value.shape, shape):
        malformed(got=f"an array of shape {display.shape(value.shape)}", expected=want)
    if value.dtype.kind not in _KINDS[dtype][0]:
        malformed(got=f"an array of dtype {value.dtype}", expected=want)
    if finite and value.dtype.kind in "fc":
        _expect_finite(value, want)
    return value


def expect_number(value: Any) -> float:
    """`value` as a float: an int, a float or an array without axes, finite; not a bool."""
    if isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "fiu":
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, int | float):
        malformed(got=display.kind(value), expected="a single number")
    number = float(value) if abs(value) < 1e300 else np.inf
    if not np.isfinite(number):
        malformed(got=str(value)[:40], expected="a finite number")
    return number


def expect_integer(value: Any) -> int:
    """`value` as an int: an int or an integer array without axes; not a bool, not a float."""
    if isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "iu":
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, int):
        malformed(got=display.kind(value), expected="a whole number (int)")
    return value


def expect_list(value: Any, length: int | None = None) -> list[Any]:
    """`value` as a list: a list or tuple, of this length if one is given."""
    want = "a list" if length is None else f"a list or tuple of {length}"
    if not isinstance(value, list | tuple) or (length is not None and len(value) != length):
        malformed(got=display.kind(value), expected=want)
    return list(value)


def expect_text(value: Any) -> str:
    """`value` as text."""
    if not isinstance(value, str):
        malformed(got=display.kind(value), expected="text")
    return value


def expect_shape(value: Any) -> tuple[int, ...]:
    """`value` as the shape of an array: a list or tuple of whole numbers."""
    return tuple(expect_integer(size) for size in expect_list(value))


def expect_dict(value: Any, keys: Sequence[str] = ()) -> dict[str, Any]:
    """`value` as a dict that has at least these keys."""
    want = "a dict" + (f" with {', '.join(map(repr, keys))}" if keys else "")
    if not isinstance(value, dict):
        malformed(got=display.kind(value), expected=want)
    missing = [key for key in keys if key not in value]
    if missing:
        there = ", ".join(map(repr, list(value)[:8])) or "nothing"
        malformed(got=f"a dict without {', '.join(map(repr, missing))}; it has {there}", expected=want)
    return value


def expect_handle(value: Any, type_name: str, what: str) -> Handle:
    """`value` as a handle to an instance of this public class, which `what` names for the student: "a Keras model"."""
    if not isinstance(value, Handle) or _ask(value._sandbox, "is_instance", value, type_name) is not True:
        malformed(got=display.kind(value), expected=what)
    return value


def same(
    got: Any,
    expected: Any,
    *,
    why: str | None = None,
    tolerance: float = 1e-6,
    looks_like: str | None = None,
    try_it: str | Sequence[str] | None = None,
) -> None:
    """Compare numbers place by place; shapes count. NaN equals nothing.

    Args:
        tolerance: Absolute for values up to 1, relative to the expected value above.
    """
    want = np.asarray(expected)
    if not want.ndim and not isinstance(got, np.ndarray):
        got = np.asarray(expect_number(got))
    found = expect(got, shape=want.shape, dtype="real")
    with np.errstate(over="ignore"):
        difference = np.abs(found.astype(np.float64) - want.astype(np.float64))
    allowed = tolerance * np.maximum(1.0, np.abs(want.astype(np.float64)))
    wrong = ~(difference <= allowed)
    if not wrong.any():
        return
    if want.size <= 8:
        fail(got=display.array(found), expected=display.array(want), why=why, looks_like=looks_like, try_it=try_it)
    place = tuple(int(index) for index in np.argwhere(wrong)[0])
    at = f"at [{', '.join(map(str, place))}]"
    fail(
        got=f"{display.number(found[place])} {at}, and {int(wrong.sum()):,} of {wrong.size:,} values differ",
        expected=f"{display.number(want[place])} {at}",
        why=why,
        looks_like=looks_like,
        try_it=try_it,
    )


def _wanted(shape: Sequence[int | None] | None, dtype: Any) -> str:
    kind = "" if dtype is None else f" of {_KINDS[dtype][1]}"
    return f"an array{kind}" + ("" if shape is None else f", shape {display.shape(shape)}")


def _shape_fits(found: tuple[int, ...], wanted: Sequence[int | None]) -> bool:
    pairs = zip(found, wanted, strict=False)
    return len(found) == len(wanted) and all(want is None or want == size for size, want in pairs)


def _expect_finite(value: np.ndarray, want: str) -> None:
    bad = ~np.isfinite(value)
    if bad.any():
        place = np.argwhere(bad)[0]
        where = f" at [{', '.join(map(str, place))}]" if value.ndim else ""
        found = value[tuple(place)]
        malformed(got=f"{found}{where} ({int(bad.sum()):,} of {value.size:,} values are not finite)", expected=want)


def array_of(value: Any) -> np.ndarray | None:
    """A number, a list of numbers, a list of lists of one length of them, and so on, as an array; else None.

    None as well where the array would be larger than one that may cross: the smallest part of a list decides nothing
    about the memory that its largest would take in each place.
    """
    dtypes: set[np.dtype] = set()
    size = 0
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if type(item) in (list, tuple):
            waiting += item
        elif isinstance(item, np.ndarray | np.generic):
            dtypes.add(item.dtype)
            size += item.size
        elif type(item) in _SCALARS:
            dtypes.add(_SCALARS[type(item)])
            size += 1
        else:
            return None
    if any(dtype.kind not in _KINDS[None][0] for dtype in dtypes):
        return None
    if dtypes and size * np.result_type(*dtypes).itemsize > MAX_BYTES:
        return None
    try:
        array = np.array(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return array if array.dtype.kind in _KINDS[None][0] else None


def _stacked(items: list[Any], description: str, want: str) -> np.ndarray:
    array = array_of(items)
    if array is None:
        malformed(got=description, expected=want)
    return array
