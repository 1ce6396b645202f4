"""Whatever a hostile process writes, decoding gives a value or `Malformed`, and costs no more than the bytes do."""

import random
import struct
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograder.wire import codec
from autograder.wire.codec import (
    DTYPES,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_INT_BYTES,
    MAX_NDIM,
    MAX_VALUES,
    Malformed,
    NotPlain,
    decode,
    encode,
)

TAGS = b"NTFiIfcsbltdah"
FLOAT64 = DTYPES.index("<f8")
# A byte buys at most this much: an array without axes is 4 bytes long and an object of about 200.
BYTES_FOR_A_BYTE, BYTES_FOR_NOTHING = 100, 200_000


def u32(number: int) -> bytes:
    return struct.pack("<I", number)


def u64(*numbers: int) -> bytes:
    return struct.pack(f"<{len(numbers)}Q", *numbers)


def text(data: bytes) -> bytes:
    return b"s" + u32(len(data)) + data


def array(code: int, *shape: int, data: bytes = b"") -> bytes:
    return b"a" + bytes((code, len(shape))) + u64(*shape) + data


def decoded(data: bytes) -> object:
    """What `decode` makes of it: a value or None; any exception but `Malformed` fails the test."""
    try:
        return decode(data)
    except Malformed:
        return None


VALID = {
    "none": b"N",
    "true": b"T",
    "int": b"i" + bytes(8),
    "large int": b"I" + u32(9) + b"\1" * 9,
    "float": b"f" + bytes(8),
    "complex": b"c" + bytes(16),
    "text": text(b"abc"),
    "bytes": b"b" + u32(3) + b"abc",
    "list": b"l" + u32(2) + b"NN",
    "tuple": b"t" + u32(2) + b"NN",
    "dict": b"d" + u32(2) + text(b"a") + b"N" + text(b"b") + b"N",
    "array": array(FLOAT64, 2, data=bytes(16)),
    "array without axes": array(FLOAT64, data=bytes(8)),
    "reference": b"h" + u64(5) + text(b"object"),
}


@pytest.mark.parametrize("data", VALID.values(), ids=VALID)
def test_a_value_that_was_cut_short_or_goes_on(data):
    decode(data)
    for length in range(len(data)):
        with pytest.raises(Malformed):
            decode(data[:length])
    for more in (b"N", b"\0", data):
        with pytest.raises(Malformed):
            decode(data + more)


@pytest.mark.parametrize("tag", [tag for tag in range(256) if tag not in TAGS])
def test_unknown_tags(tag):
    for data in (bytes([tag]), bytes([tag]) + bytes(40), b"l" + u32(1) + bytes([tag])):
        with pytest.raises(Malformed):
            decode(data)


@pytest.mark.parametrize("tag", "Isbltd")
@pytest.mark.parametrize("count", [1, 2, 2**16, 2**31 - 1, 2**31, 2**32 - 1])
def test_counts_beyond_the_bytes(tag, count):
    for rest in (b"", b"N" * min(count - 1, 20)):
        with pytest.raises(Malformed):
            decode(tag.encode() + u32(count) + rest)


MALFORMED = {
    "an integer longer than any can be": b"I" + u32(MAX_INT_BYTES + 1) + bytes(MAX_INT_BYTES + 1),
    "text that is not UTF-8": text(b"\xff"),
    "a surrogate in UTF-8": text(b"\xed\xa0\x80"),
    "an overlong encoding": text(b"\xc0\x80"),
    "half a character": text("é".encode()[:1]),
    "a key that is no text": b"d" + u32(1) + b"N" + b"N",
    "a key that is bytes": b"d" + u32(1) + b"b" + u32(1) + b"a" + b"N",
    "a key that is not UTF-8": b"d" + u32(1) + text(b"\xff") + b"N",
    "one key twice": b"d" + u32(2) + (text(b"a") + b"N") * 2,
    "a reference without a name": b"h" + u64(1) + b"N",
    "a reference whose name is not UTF-8": b"h" + u64(1) + text(b"\xfe"),
    "an unknown dtype": array(len(DTYPES), 1, data=bytes(8)),
    "dtype 255": array(255, 1, data=bytes(8)),
    "too many axes": array(FLOAT64, *[1] * (MAX_NDIM + 1), data=bytes(8)),
    "255 axes": b"a" + bytes((FLOAT64, 255)) + bytes(8 * 255),
    "a bool that is 2": array(0, 2, data=b"\1\2"),
    "a bool that is 255": array(0, data=b"\xff"),
    "an array shorter than its shape": array(FLOAT64, 2, data=bytes(15)),
    "an array longer than its shape": array(FLOAT64, 2, data=bytes(17)),
    "an array that claims 32 GiB": array(FLOAT64, 2**32, data=bytes(64)),
    "a shape of 2**64 - 1": array(FLOAT64, 2**64 - 1, data=bytes(64)),
    "a shape whose product is 2**64": array(FLOAT64, 2**32, 2**32),
    "a shape whose bytes are 2**64": array(FLOAT64, 2**61, data=b""),
    "a shape whose product is 0 modulo 2**64": array(FLOAT64, *[2**32] * 12),
    "an empty shape with a huge axis": array(FLOAT64, 0, 2**63),
    "an empty shape with the largest axis": array(FLOAT64, 2**64 - 1, 0),
    "an empty shape whose other axes overflow": array(FLOAT64, 0, *[2**26] * 11),
    "an empty shape just beyond what NumPy takes": array(FLOAT64, 0, 2**26, 2**26, 2**26),
}


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED)
def test_malformed(data):
    for holder in (data, b"l" + u32(1) + data, b"d" + u32(1) + text(b"key") + data):
        with pytest.raises(Malformed):
            decode(holder)


def test_huge_empty_arrays_do_not_cross_in_either_direction():
    with pytest.raises(NotPlain):
        encode(np.zeros((0, MAX_BYTES)))
    assert decode(encode(np.zeros((0, 1_000)))).shape == (0, 1_000)


def test_a_bad_bool_far_inside_a_large_array():
    data = bytearray(encode(np.ones(100_000, bool)))
    data[77_777] = 3
    with pytest.raises(Malformed):
        decode(bytes(data))


@pytest.mark.parametrize("tag", "ltd")
def test_nesting_is_bounded(tag):
    layer = tag.encode() + u32(1) + (text(b"") if tag == "d" else b"")
    decode(layer * MAX_DEPTH + b"N")
    for depth in (MAX_DEPTH + 1, 1_000, 100_000):
        with pytest.raises(Malformed):
            decode(layer * depth + b"N")


def test_the_number_of_values_is_bounded():
    decode(b"l" + u32(MAX_VALUES - 1) + b"N" * (MAX_VALUES - 1))
    with pytest.raises(Malformed):
        decode(b"l" + u32(MAX_VALUES) + b"N" * MAX_VALUES)
    half = b"l" + u32(MAX_VALUES // 2) + b"N" * (MAX_VALUES // 2)
    with pytest.raises(Malformed):
        decode(b"l" + u32(2) + half * 2)


def test_more_bytes_than_may_cross_are_refused_unread():
    with pytest.raises(Malformed):
        decode(b"b" + u32(MAX_BYTES) + bytes(MAX_BYTES))


@pytest.mark.parametrize(
    "piece",
    [
        *(b"N", b"l" + u32(0), b"t" + u32(1) + b"N", b"d" + u32(0), b"d" + u32(1) + text(b"") + b"N", text(b"")),
        *(array(0, data=b"\1"), array(0, 0), array(FLOAT64, *[1] * 12, data=bytes(8)), b"h" + u64(2**63) + text(b"a")),
        *(b"I" + u32(64) + b"\1" * 64, b"i" + b"\x7f" * 8, b"c" + bytes(16)),
    ],
    ids=range(13),
)
def test_the_costliest_bytes_cost_little(piece):
    count = 4_000
    data = b"l" + u32(count) + piece * count
    started = time.process_time()
    peak = memory_for(data)
    assert time.process_time() - started < 10
    assert peak < BYTES_FOR_A_BYTE * len(data) + BYTES_FOR_NOTHING


@pytest.mark.parametrize("tag", "Isbltda")
def test_claims_cost_nothing(tag):
    claim = array(FLOAT64, 2**32) if tag == "a" else tag.encode() + u32(2**32 - 1)
    assert memory_for(claim) < BYTES_FOR_NOTHING
    assert memory_for(b"l" + u32(2**32 - 1) + claim) < BYTES_FOR_NOTHING


def memory_for(data: bytes) -> int:
    """Most bytes that decoding holds at a time."""
    tracemalloc.start()
    try:
        decoded(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@settings(max_examples=150)
@given(st.binary(max_size=200))
@example(b"")
def test_any_bytes(data):
    decoded(data)


@settings(max_examples=150)
@given(st.data())
def test_any_bytes_that_begin_well(data):
    pieces = st.one_of(
        st.sampled_from([bytes([tag]) for tag in TAGS]),
        st.integers(0, 20).map(u32),
        st.sampled_from([0, 1, 2, 2**26, 2**32, 2**63, 2**64 - 1]).map(u64),
        st.binary(max_size=9),
        st.sampled_from(list(VALID.values())),
    )
    decoded(b"".join(data.draw(st.lists(pieces, max_size=30))))


@settings(max_examples=100)
@given(st.data())
def test_changed_bytes_of_a_valid_value(plain_values, data):
    good = bytearray(encode(data.draw(plain_values)))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(good) - 1))
        match data.draw(st.sampled_from(["change", "cut", "insert"])):
            case "change":
                good[place] = data.draw(st.integers(0, 255))
            case "cut":
                del good[place:]
            case "insert":
                good[place:place] = data.draw(st.binary(min_size=1, max_size=9))
        if not good:
            break
    decoded(bytes(good))


@given(st.data())
def test_whatever_is_accepted_crosses_again_unchanged(plain_values, data):
    """No two readings of one answer: what was decoded encodes to bytes that decode to the same."""
    good = bytearray(encode(data.draw(plain_values)))
    good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    value = decoded(bytes(good))
    once = encode(value)
    assert encode(decode(once)) == once


@settings(max_examples=40)
@given(st.binary(max_size=2_000))
def test_memory_is_bounded_by_the_bytes(data):
    assert memory_for(data) < BYTES_FOR_A_BYTE * len(data) + BYTES_FOR_NOTHING


@pytest.mark.slow
def test_a_long_run_of_random_bytes():
    """A minute of noise: pure, and made of pieces that the codec knows."""
    generator = random.Random()
    seed = generator.getrandbits(64)
    generator.seed(seed)
    known = [
        *VALID.values(),
        *(bytes([tag]) for tag in TAGS),
        *(u32(n) for n in (0, 1, 3, 2**32 - 1)),
        u64(0),
        u64(2**26),
    ]
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        if generator.random() < 0.3:
            data = generator.randbytes(generator.randrange(2_000))
        else:
            data = b"".join(generator.choices(known, k=generator.randrange(1, 60)))
            place = generator.randrange(len(data))
            data = data[:place] + generator.randbytes(generator.randrange(3)) + data[place:]
        try:
            decode(data)
        except Malformed:
            pass
        except BaseException as error:
            pytest.fail(f"seed {seed}: {data!r} gave {error!r}")


def test_the_limits_stand_as_documented():
    assert codec.MAX_BYTES == 64 * 2**20
    assert (codec.MAX_DEPTH, codec.MAX_VALUES) == (24, 200_000)
