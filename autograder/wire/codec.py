"""Plain data as bytes, strictly.

The only form in which anything crosses between grader and sandbox. Both sides import this module; the grader
decodes bytes that a hostile process may have written, so decoding allocates nothing that the bytes themselves
do not pay for, has a fixed depth and a fixed number of values, and answers every malformed input with `Malformed`.

A value is one tag byte, then:

    N T F            None, True, False
    i                int, 8 bytes, signed                f   float, 8 bytes
    I  u32 n         int of n bytes, signed              c   complex, 16 bytes
    s  u32 n         n bytes of UTF-8                    b   u32 n, n bytes
    l t  u32 n       list, tuple of n values             d   u32 n, n pairs of str and value
    a  u8 dtype, u8 ndim, ndim * u64, data               numeric array, C order
    h  u64 id, str   handle to an object of the sandbox, and its public type name

All numbers are little-endian.
"""

import math
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np

MAX_BYTES = 64 * 2**20
MAX_VALUES = 200_000
MAX_DEPTH = 24
MAX_INT_BYTES = 64
MAX_NDIM = 12

DTYPES = (
    "|b1",
    *("|i1", "<i2", "<i4", "<i8"),
    *("|u1", "<u2", "<u4", "<u8"),
    *("<f2", "<f4", "<f8"),
    *("<c8", "<c16"),
)
_DTYPE_CODE = {np.dtype(name): code for code, name in enumerate(DTYPES)}

_U32 = struct.Struct("<I")
_U64 = struct.Struct("<Q")
_I64 = struct.Struct("<q")
_F64 = struct.Struct("<d")
_C128 = struct.Struct("<dd")


class Malformed(ValueError):
    """The bytes are not a value of this codec."""


class NotPlain(TypeError):
    """The object is not plain data, so it cannot cross."""


@dataclass(frozen=True)
class Reference:
    """A numbered object of the sandbox, with the public name of its type (data only: the sandbox wrote it)."""

    number: int
    type_name: str = "object"


def encode(value: Any) -> bytes:
    """Bytes of a plain value.

    Types are matched exactly: a subclass of `float` or of `numpy.ndarray` is not plain.

    Raises:
        NotPlain: `value` holds something that is not plain data, or is too large or too deep to cross.
    """
    parts: list[bytes] = []
    budget = [MAX_VALUES, MAX_BYTES]
    _encode(value, parts, budget, 0)
    return b"".join(parts)


def decode(data: bytes) -> Any:
    """The value that `data` holds.

    Raises:
        Malformed: `data` is anything but exactly one value of this codec within its limits.
    """
    if len(data) > MAX_BYTES:
        raise Malformed(f"{len(data)} bytes, at most {MAX_BYTES} can cross")
    reader = _Reader(data)
    value = reader.value(0)
    if reader.position != len(data):
        raise Malformed("bytes after the end of the value")
    return value


def _encode(value: Any, parts: list[bytes], budget: list[int], depth: int) -> None:
    budget[0] -= 1
    if budget[0] < 0 or depth > MAX_DEPTH:
        raise NotPlain("too many or too deeply nested values to cross")
    before = len(parts)
    kind = type(value)
    if value is None or kind is bool:
        parts.append({None: b"N", True: b"T", False: b"F"}[value])
    elif kind is int:
        parts.append(_encode_int(value))
    elif kind is float:
        parts.append(b"f" + _F64.pack(value))
    elif kind is complex:
        parts.append(b"c" + _C128.pack(value.real, value.imag))
    elif kind is str:
        parts.append(_sized(b"s", value.encode("utf-8", "backslashreplace")))
    elif kind is bytes:
        parts.append(_sized(b"b", value))
    elif kind is list or kind is tuple:
        parts.append((b"l" if kind is list else b"t") + _U32.pack(len(value)))
        for item in value:
            _encode(item, parts, budget, depth + 1)
    elif kind is dict:
        parts.append(b"d" + _U32.pack(len(value)))
        for key, item in value.items():
            if type(key) is not str:
                raise NotPlain("a dict whose keys are not all strings")
            parts.append(_sized(b"s", key.encode("utf-8", "backslashreplace")))
            budget[1] -= len(parts[-1])
            _encode(item, parts, budget, depth + 1)
    elif kind is np.ndarray:
        parts.append(_encode_array(value))
    elif kind is Reference:
        name = _sized(b"s", value.type_name.encode("utf-8", "backslashreplace"))
        parts.append(b"h" + _U64.pack(value.number) + name)
    else:
        raise NotPlain(f"an object of {kind.__name__}")
    budget[1] -= len(parts[before])
    if budget[1] < 0:
        raise NotPlain(f"more than {MAX_BYTES} bytes")


def _sized(tag: bytes, data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise NotPlain(f"more than {MAX_BYTES} bytes")
    return tag + _U32.pack(len(data)) + data


def _encode_int(value: int) -> bytes:
    if -(2**63) <= value < 2**63:
        return b"i" + _I64.pack(value)
    size = value.bit_length() // 8 + 1
    if size > MAX_INT_BYTES:
        raise NotPlain("an integer of more than 150 digits")
    return _sized(b"I", value.to_bytes(size, "little", signed=True))


def _encode_array(array: np.ndarray) -> bytes:
    little = array.dtype.newbyteorder("<")
    code = _DTYPE_CODE.get(little)
    if code is None:
        raise NotPlain(f"an array of dtype {array.dtype}")
    if array.ndim > MAX_NDIM or _extent(array.shape, little) > MAX_BYTES:
        raise NotPlain("an array too large to cross")
    shape = b"".join(_U64.pack(size) for size in array.shape)
    return b"a" + bytes((code, array.ndim)) + shape + array.astype(little, copy=False).tobytes()


def _extent(shape: tuple[int, ...], dtype: np.dtype) -> int:
    """Bytes of an array of this shape, an axis of length 0 counted as 1: NumPy has no huge empty arrays either."""
    return dtype.itemsize * math.prod(max(length, 1) for length in shape)


class _Reader:
    """One pass over the bytes; `position` is that of the next unread byte."""

    def __init__(self, data: bytes):
        self.data = data
        self.position = 0
        self.values_left = MAX_VALUES

    def take(self, count: int) -> bytes:
        end = self.position + count
        if end > len(self.data):
            raise Malformed("the value ends too early")
        piece = self.data[self.position : end]
        self.position = end
        return piece

    def unpack(self, form: struct.Struct) -> tuple[Any, ...]:
        return form.unpack(self.take(form.size))

    def sized(self) -> bytes:
        return self.take(self.unpack(_U32)[0])

    def text(self) -> str:
        try:
            return self.sized().decode("utf-8")
        except UnicodeDecodeError as error:
            raise Malformed("a string that is not UTF-8") from error

    def count(self) -> int:
        """Number of items that follow; each takes at least one byte, so a claim beyond the bytes is refused."""
        count = self.unpack(_U32)[0]
        if count > len(self.data) - self.position:
            raise Malformed("the value ends too early")
        return count

    def value(self, depth: int) -> Any:
        self.values_left -= 1
        if self.values_left < 0:
            raise Malformed("too many values")
        if depth > MAX_DEPTH:
            raise Malformed("too deeply nested")
        tag = self.take(1)
        match tag:
            case b"N":
                return None
            case b"T" | b"F":
                return tag == b"T"
            case b"i":
                return self.unpack(_I64)[0]
            case b"I":
                return self.big_int()
            case b"f":
                return self.unpack(_F64)[0]
            case b"c":
                return complex(*self.unpack(_C128))
            case b"s":
                return self.text()
            case b"b":
                return self.sized()
            case b"l":
                return [self.value(depth + 1) for _ in range(self.count())]
            case b"t":
                return tuple(self.value(depth + 1) for _ in range(self.count()))
            case b"d":
                return self.dict(depth)
            case b"a":
                return self.array()
            case b"h":
                return Reference(self.unpack(_U64)[0], self.text_value())
            case _:
                raise Malformed(f"unknown tag {tag!r}")

    def big_int(self) -> int:
        data = self.sized()
        if len(data) > MAX_INT_BYTES:
            raise Malformed("an integer of more than 150 digits")
        return int.from_bytes(data, "little", signed=True)

    def text_value(self) -> str:
        if self.take(1) != b"s":
            raise Malformed("a string is due here")
        return self.text()

    def dict(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for _ in range(self.count()):
            key = self.text_value()
            if key in found:
                raise Malformed("a dict with one key twice")
            found[key] = self.value(depth + 1)
        return found

    def array(self) -> np.ndarray:
        code, ndim = self.take(2)
        if code >= len(DTYPES) or ndim > MAX_NDIM:
            raise Malformed("an array of unknown dtype or too many dimensions")
        dtype = np.dtype(DTYPES[code])
        shape = tuple(self.unpack(_U64)[0] for _ in range(ndim))
        if _extent(shape, dtype) > MAX_BYTES:
            raise Malformed("an array too large to cross")
        flat = np.frombuffer(self.take(math.prod(shape) * dtype.itemsize), dtype=dtype)
        if code == 0 and flat.size and flat.view(np.uint8).max() > 1:
            raise Malformed("a bool array with other bytes than 0 and 1")
        return flat.reshape(shape).copy()
