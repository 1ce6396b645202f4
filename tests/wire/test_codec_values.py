"""What may cross comes out as it went in, and nothing else may cross."""

import enum
import struct
from collections import OrderedDict, UserList, namedtuple
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.wire import codec
from autograder.wire.codec import DTYPES, NotPlain, Reference, decode, encode

Pair = namedtuple("Pair", "first second")


class Flag(enum.IntEnum):
    UP = 1


class Text(str):
    __slots__ = ()


class Number(float):
    __eq__ = lambda self, other: True  # noqa: E731
    __hash__ = float.__hash__


class Mapping(dict):
    pass


class Matrix(np.ndarray):
    pass


def identical(one: Any, other: Any) -> bool:
    """Same types, same values down to the bit: NaN, -0.0, dtypes, shapes, the order of keys."""
    if type(one) is not type(other):
        return False
    match one:
        case float():
            return struct.pack("<d", one) == struct.pack("<d", other)
        case complex():
            return identical(one.real, other.real) and identical(one.imag, other.imag)
        case np.ndarray():
            return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())
        case list() | tuple():
            return len(one) == len(other) and all(map(identical, one, other))
        case dict():
            return list(one) == list(other) and all(identical(one[key], other[key]) for key in one)
        case _:
            return one == other


def crossed(value: Any) -> Any:
    return decode(encode(value))


@given(st.data())
def test_every_plain_value_comes_out_as_it_went_in(plain_values, data):
    value = data.draw(plain_values)
    assert identical(crossed(value), value)


@pytest.mark.parametrize(
    "value",
    [
        *(0.0, -0.0, float("inf"), -float("inf"), float("nan"), 5e-324, complex(-0.0, float("nan"))),
        *(0, -1, 2**63 - 1, -(2**63), 2**63, -(2**63) - 1, 2**511 - 1, 1 - 2**511, 1 << 64, 255, 256, -129),
        *("", "é", "\0", "\N{SNOWMAN}" * 3, "\U0001f600", b"", bytes(range(256))),
        *([], (), {}, [[]], ((),), {"": {}}, [None, True, False, 1, 1.0, "1", b"1"], {"b": 1, "a": 2}),
    ],
    ids=repr,
)
def test_corner_values(value):
    assert identical(crossed(value), value)


@pytest.mark.parametrize("name", DTYPES)
@pytest.mark.parametrize("shape", [(), (0,), (1,), (3,), (0, 5), (5, 0), (2, 0, 3), (2, 3, 4), (1,) * 12])
def test_arrays_of_every_dtype_and_shape(name, shape):
    array = (np.arange(np.prod(shape, dtype=int)) % 2).astype(name).reshape(shape)
    back = crossed(array)
    assert identical(back, array)
    assert back.flags.writeable
    assert back.flags.owndata or back.base.flags.owndata


def test_special_numbers_in_arrays_keep_their_bits():
    for name in ("<f2", "<f4", "<f8", "<c8", "<c16"):
        array = np.array([np.nan, -np.nan, np.inf, -np.inf, -0.0, 0.0], dtype=name)
        assert identical(crossed(array), array)
    payload = np.array([0x7FF8DEADBEEF0001, 0xFFF0000000000001], dtype="<u8").view("<f8")
    assert identical(crossed(payload), payload)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(12.0).reshape(3, 4).T,
        np.arange(20)[::-3],
        np.asfortranarray(np.arange(6).reshape(2, 3)),
        np.broadcast_to(np.float32(2), (3, 2)),
    ],
)
def test_any_memory_layout_crosses_in_c_order(array):
    back = crossed(array)
    assert back.flags.c_contiguous
    np.testing.assert_array_equal(back, array)


def test_big_endian_arrays_arrive_little_endian():
    array = np.array([1.5, -2.0], dtype=">f8")
    assert identical(crossed(array), array.astype("<f8"))


def test_what_comes_out_is_not_tied_to_what_came_in():
    data = encode(np.zeros(3))
    first, second = decode(data), decode(data)
    first[0] = 7
    assert second[0] == 0
    assert decode(data)[0] == 0


def test_lone_surrogates_arrive_as_text_that_can_be_written():
    assert crossed("a\ud800b") == "a\\ud800b"
    assert crossed({"\udfff": 1}) == {"\\udfff": 1}


@pytest.mark.parametrize(
    "value",
    [
        *(Number(1.0), Text("a"), Flag.UP, Mapping(a=1), OrderedDict(a=1), Pair(1, 2), UserList([1]), range(3)),
        *(np.float64(1.0), np.int64(1), np.bool_(True), np.zeros(2).view(Matrix), np.ma.masked_array([1.0], [True])),
        *(np.array([None]), np.array(["a"]), np.array([b"a"]), np.zeros(2, "datetime64[s]"), np.zeros(2, "f8,i4")),
        *(np.zeros(1, "g"), np.recarray(2, "f8"), np.zeros(2, "V4")),
        *({1: 2}, {None: 1}, {Text("a"): 1}, {b"a": 1}, {("a",): 1}, {"a", "b"}, frozenset(), iter([]), len, object()),
        *(bytearray(b"a"), memoryview(b"a"), type, ..., NotImplemented, ValueError("x"), 10**160, -(10**160)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_anything_else_is_refused_wherever_it_stands(value):
    for holder in (value, [value], (1, value), {"key": value}, [[{"key": (value,)}]]):
        with pytest.raises(NotPlain):
            encode(holder)


def test_a_class_that_claims_to_be_plain_is_refused():
    class Liar:
        __class__ = property(lambda self: float)

        def __float__(self) -> float:
            return 1.0

        def __array__(self, *_: Any, **__: Any) -> np.ndarray:
            return np.ones(1)

    with pytest.raises(NotPlain):
        encode(Liar())


def test_a_subclass_of_a_reference_is_refused():
    class Other(Reference):
        pass

    with pytest.raises(NotPlain):
        encode(Other(1))


def test_too_deep_and_endless_values_are_refused():
    deep: list[Any] = []
    for _ in range(codec.MAX_DEPTH):
        deep = [deep]
    assert crossed(deep) == deep
    with pytest.raises(NotPlain):
        encode([deep])
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(NotPlain):
        encode(endless)


def test_too_many_values_are_refused():
    most = [None] * (codec.MAX_VALUES - 1)
    assert crossed(most) == most
    with pytest.raises(NotPlain):
        encode([*most, None])


def test_too_many_bytes_are_refused(monkeypatch):
    monkeypatch.setattr(codec, "MAX_BYTES", 1000)
    assert crossed(b"x" * 900)
    for value in (b"x" * 1001, "x" * 1001, np.zeros(1001, np.int8), [b"x" * 400] * 3, {"x" * 600: b"x" * 600}):
        with pytest.raises(NotPlain):
            encode(value)


def test_keys_count_as_bytes(monkeypatch):
    monkeypatch.setattr(codec, "MAX_BYTES", 1000)
    with pytest.raises(NotPlain):
        encode({"x" * 400 + str(index): None for index in range(5)})


def test_whatever_can_be_encoded_can_be_decoded(monkeypatch):
    monkeypatch.setattr(codec, "MAX_BYTES", 1000)
    for size in range(900, 1001):
        for value in (b"x" * size, "x" * size, np.zeros(size, np.int8), [b"x" * (size // 2)] * 2, {"x" * size: 0}):
            try:
                data = encode(value)
            except NotPlain:
                continue
            assert identical(decode(data), value)
