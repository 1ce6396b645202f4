"""Vouching for answers: whatever came, a check goes on with what it asked for or ends with a message."""

import itertools
import queue
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checking import (
    Handle,
    array_of,
    display,
    expect,
    expect_dict,
    expect_handle,
    expect_integer,
    expect_list,
    expect_number,
    same,
)
from autograder.checking.failure import Failure, begin
from autograder.checking.handles import _to_handles
from autograder.engine.sandbox import Limits, Sandbox
from autograder.wire.codec import Reference, decode, encode

SHAPES = (None, (), (2,), (2, 3), (None, 3), (0,))
DTYPES = (None, float, int, bool, "number", "real")
QUESTIONS: list[Callable[[Any], Any]] = [
    *(lambda value, s=s, d=d: expect(value, shape=s, dtype=d) for s, d in itertools.product(SHAPES, DTYPES)),
    lambda value: expect(value, finite=False),
    expect_number,
    expect_integer,
    expect_list,
    lambda value: expect_list(value, length=2),
    expect_dict,
    lambda value: expect_dict(value, keys=("loss", "accuracy")),
    lambda value: expect_handle(value, "keras.Model", what="a Keras model"),
    lambda value: same(value, np.zeros((2, 3))),
    lambda value: same(value, [1, 2]),
    lambda value: same(value, 0.5, tolerance=0.1),
    lambda value: same(value, np.arange(100.0), why="Because.", looks_like="nothing", try_it="f(x)"),
    lambda value: same(value, np.zeros((2, 0))),
]


class Answering:
    """A child process that answers every request with one value."""

    folder = ""

    def __init__(self, value: Any):
        self.value = value
        self.frames: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def send(self, frame: bytes) -> None:
        self.frames.put(encode({"id": decode(frame)["id"], "ok": self.value}))

    def receive(self, deadline: float) -> bytes:
        return self.frames.get()

    def close(self) -> None:
        pass


def sandbox_of(value: Any = None) -> Sandbox:
    return Sandbox(lambda: Answering(value), Limits())


def handle(type_name: str = "keras.Sequential", answer: Any = None) -> Handle:
    return Handle(sandbox_of(answer), 20, type_name)


def ending(question: Callable[[], Any]) -> Failure | None:
    """The failure that the question ends with, if any; another exception fails the test."""
    try:
        question()
    except Failure as failed:
        return failed
    return None


def failure(question: Callable[[], Any]) -> Failure:
    begin()
    failed = ending(question)
    assert failed is not None
    return failed


@settings(max_examples=80)
@given(st.data())
def test_any_value_gives_an_answer_or_a_failure_with_words(plain_values, data):
    begin()
    value, listed = data.draw(plain_values), data.draw(plain_values)
    sandbox = sandbox_of(listed)
    value = _to_handles(sandbox, value)
    for question in QUESTIONS:
        failed = ending(lambda question=question: question(value))
        if failed is not None:
            assert failed.outcome in ("failed", "malformed")
            assert failed.message.got
            assert failed.message.expected
            assert len(failed.message.clipped().got) <= 2_000


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 1, 1.5, 1j, "text", b"b", [1.0, 2.0], (1,), {}, {"a": 1}, 2**300, float("nan")),
        *(np.zeros((3, 2)), np.zeros((2, 3), int), np.zeros((2, 3), bool), np.zeros((2, 3), complex)),
        *(np.full((2, 3), np.nan), np.full((2, 3), -np.inf), np.float64(3), np.array(3.0)),
    ],
    ids=repr,
)
def test_a_float_array_is_asked_for_and_something_else_came(value):
    failed = failure(lambda: expect(value, shape=(2, 3), dtype=float))
    assert failed.outcome == "malformed"
    assert failed.message.expected == "an array of numbers with a decimal point (float), shape (2, 3)"


@pytest.mark.parametrize(
    ("value", "got"),
    [
        (None, "None"),
        ("text", "the text 'text'"),
        ([1, 2, 3], "a list of 3"),
        ((), "a tuple of 0"),
        ({"a": 1}, "a dict of 1"),
        (True, "the bool True"),
        (np.array(7.5), "a single number (7.5)"),
        (np.zeros((4, 3), "float32"), "an array of shape (4, 3) and dtype float32"),
        (np.zeros((4,), bool), "an array of shape (4,) and dtype bool"),
        ("x" * 500, f"the text '{'x' * 158}…"),
    ],
    ids=range(10),
)
def test_what_came_is_described(value, got):
    assert failure(lambda: expect_integer(value)).message.got == got


def test_arrays_pass_unchanged():
    array = np.arange(6.0, dtype="float32").reshape(2, 3)
    assert expect(array, shape=(2, 3), dtype=float) is array
    assert expect(array, shape=(None, 3)) is array
    assert expect(array, dtype="number") is array
    assert expect(np.array([True]), dtype="real").dtype == bool
    assert expect(np.array(np.nan), finite=False).ndim == 0


@pytest.mark.parametrize(("dtype", "wrong"), [(float, "int64"), (int, "float32"), (bool, "uint8"), ("number", "bool")])
def test_the_kind_of_dtype_counts_not_its_width(dtype, wrong):
    good = {float: ("f2", "f4", "f8"), int: ("i1", "u8"), bool: ("?",), "number": ("f4", "u1")}[dtype]
    for name in good:
        expect(np.zeros(2, name), dtype=dtype)
    assert failure(lambda: expect(np.zeros(2, wrong), dtype=dtype)).message.got == f"an array of dtype {wrong}"


def test_values_that_are_not_finite_are_located():
    array = np.zeros((2, 3))
    array[1, 2] = np.nan
    array[1, 1] = np.inf
    assert failure(lambda: expect(array)).message.got == "inf at [1, 1] (2 of 6 values are not finite)"


def test_a_generator_is_listed_where_an_array_is_due():
    listed = expect(handle("generator", answer=[1.0, 2.0, 3.0]), shape=(3,), dtype=float)
    np.testing.assert_array_equal(listed, [1.0, 2.0, 3.0])
    nested = expect(handle("zip", answer=[(1, 2), (3, 4)]), shape=(2, 2), dtype=int)
    np.testing.assert_array_equal(nested, [[1, 2], [3, 4]])


@pytest.mark.parametrize(
    "listed",
    [
        *(["a"], [b"a"], [None], [[1], [1, 2]], [np.zeros(2), np.zeros(3)], {"a": 1}, 7, None, [{}], [2**400, "x"]),
        *([Reference(5)], [[Reference(5), 1.0]], [np.zeros(2), Reference(5)]),
    ],
    ids=repr,
)
def test_a_generator_of_something_else_is_malformed(listed):
    failed = failure(lambda: expect(handle("generator", answer=listed), shape=(1,)))
    assert failed.outcome == "malformed"
    assert failed.message.got == "a generator"


@pytest.mark.parametrize("value", [0, -5, 2.5, 1e-300, np.array(3), np.array(2.5, "float16"), np.array(7, "uint8")])
def test_single_numbers(value):
    found = expect_number(value)
    assert type(found) is float
    assert found == float(value)


@pytest.mark.parametrize(
    "value",
    [
        *(True, np.array(True), None, "1", [1], np.zeros(1), 1j, np.array(1j), {}, b"1", handle()),
        *(float("nan"), float("inf"), -float("inf"), 1e300, -1e301, np.array(np.nan), np.array(np.inf, "float32")),
    ],
    ids=repr,
)
def test_no_single_number(value):
    assert failure(lambda: expect_number(value)).outcome == "malformed"


def test_whole_numbers():
    assert expect_integer(5) == 5
    assert expect_integer(np.array(5, "uint8")) == 5
    assert type(expect_integer(np.array(5))) is int
    for value in (True, 5.0, np.array(5.0), np.array(True), "5", None, [5], handle()):
        assert failure(lambda value=value: expect_integer(value)).message.expected == "a whole number (int)"


def test_lists_and_dicts():
    assert expect_list((1, 2), length=2) == [1, 2]
    assert failure(lambda: expect_list([1], length=2)).message.expected == "a list or tuple of 2"
    assert failure(lambda: expect_list({})).message.got == "a dict of 0"
    assert expect_dict({"a": 1, "b": 2}, keys=("a",)) == {"a": 1, "b": 2}
    failed = failure(lambda: expect_dict({"b": 2}, keys=("a", "b", "c")))
    assert failed.message.got == "a dict without 'a', 'c'; it has 'b'"
    assert failure(lambda: expect_dict({}, keys=("a",))).message.got == "a dict without 'a'; it has nothing"


def test_handles_are_vouched_for_by_the_sandbox():
    model = handle(answer=True)
    assert expect_handle(model, "keras.Model", what="a Keras model") is model
    for answer in (False, 1, None, "True", np.array(True)):
        value = handle("keras.layers.Dense", answer=answer)
        failed = failure(lambda value=value: expect_handle(value, "keras.Model", what="a Keras model"))
        assert failed.message.got == "a keras.layers.Dense"
        assert failed.message.expected == "a Keras model"
    assert failure(lambda: expect_handle(None, "keras.Model", what="a Keras model")).message.got == "None"


class TestSame:
    """Comparing place by place."""

    def test_equal_values_pass(self):
        same(np.array([1.0, 2.0]), [1.0, 2.0])
        same(3, 3)
        same(np.array(3.0), 3)
        same(np.array([True, False]), [1, 0])
        same(np.array([1e9 + 1]), [1e9], tolerance=1e-6)
        same(np.zeros((0, 3)), np.zeros((0, 3)))

    @pytest.mark.parametrize("expected", [[1.0, np.nan], np.full(2, np.nan)])
    def test_nothing_equals_nan(self, expected):
        for got in ([1.0, np.nan], [1.0, 2.0], [np.inf, np.inf]):
            assert failure(lambda got=got: same(np.array(got), expected)).outcome in ("failed", "malformed")

    def test_infinity_does_not_pass(self):
        assert failure(lambda: same(np.array([np.inf]), [np.inf])).outcome == "malformed"

    def test_shapes_count(self):
        for got in (np.zeros((3, 2)), np.zeros(6), np.zeros((1, 2, 3)), np.array(0.0)):
            assert failure(lambda got=got: same(got, np.zeros((2, 3)))).outcome == "malformed"

    def test_small_arrays_are_shown_whole(self):
        failed = failure(lambda: same(np.array([1.0, 2.5]), [1.0, 2.0], why="Because.", looks_like="a slip"))
        assert (failed.message.got, failed.message.expected) == ("[1., 2.5]", "[1., 2.]")
        assert (failed.message.why, failed.message.looks_like) == ("Because.", "a slip")

    def test_of_large_arrays_the_first_differing_place_is_shown(self):
        got = np.zeros((10, 10))
        got[2, 3] = 0.25
        got[7, 7] = 4
        failed = failure(lambda: same(got, np.zeros((10, 10)), try_it=["a", "b"]))
        assert failed.message.got == "0.25 at [2, 3], and 2 of 100 values differ"
        assert failed.message.expected == "0 at [2, 3]"
        assert failed.message.try_it == ["a", "b"]

    def test_the_largest_numbers(self):
        for name in ("f2", "f4", "f8", "u8", "i1"):
            info = np.finfo(name) if name[0] == "f" else np.iinfo(name)
            extremes = np.array([info.max, info.min], dtype=name)
            same(extremes, extremes)
            assert failure(lambda extremes=extremes: same(extremes, extremes[::-1])).outcome == "failed"

    @given(st.floats(-1e6, 1e6), st.floats(1e-9, 1e-2))
    def test_the_tolerance_is_relative_above_one(self, value, tolerance):
        allowed = tolerance * max(1.0, abs(value))
        same(np.array([value + allowed * 0.9]), [value], tolerance=tolerance)
        with pytest.raises(Failure):
            same(np.array([value + allowed * 1.1]), [value], tolerance=tolerance)


@pytest.mark.parametrize(
    "value",
    [
        ["a" * 30_000_000] + [""] * 100_000,
        [b"a" * 30_000_000] + [b""] * 100_000,
        [1.0, "a" * 1_000_000] + [""] * 700,
        [[0, "a" * 3_000_000]] * 500,
        [np.zeros(3_000_000, np.int8)] * 20 + [np.zeros(3_000_000, complex)],
    ],
    ids=["text", "bytes", "a number first", "lists", "one complex array"],
)
def test_no_part_of_a_list_is_as_large_as_its_largest(value):
    tracemalloc.start()
    try:
        assert array_of(value) is None
        failed = failure(lambda: expect(value, shape=(2, 3)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert failed.outcome == "malformed"
    assert peak < 2**24


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([1, 2.5], np.array([1, 2.5])),
        ([True, 2], np.array([1, 2])),
        ([[1], (2,)], np.array([[1], [2]])),
        ([np.zeros(2), [1, 2]], np.array([[0, 0], [1, 2.0]])),
        ([], np.array([])),
        (1.5, np.array(1.5)),
        ([2**63], np.array([2**63], np.uint64)),
        ([np.zeros(2**20, np.uint8)] * 30, np.zeros((30, 2**20), np.uint8)),
    ],
    ids=str,
)
def test_lists_of_numbers_are_arrays(value, expected):
    np.testing.assert_array_equal(array_of(value), expected)


@pytest.mark.parametrize(
    "value", [[1, [2]], [1, None], [2**70], ["1"], [{}], {}, "a", None, [np.zeros(2), np.zeros(3)]]
)
def test_other_lists_are_none(value):
    assert array_of(value) is None


@pytest.mark.parametrize(
    "value", ["x" * 50_000_000, b"\0" * 50_000_000, ["é\n" * 20_000_000] * 2, {"a": "\0" * 50_000_000}, [0] * 200_000]
)
def test_writing_out_a_large_value_costs_little(value):
    tracemalloc.start()
    try:
        text = display.short(value)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    long = f"{repr(value)[:159]}…"
    assert text == (f"{value[:4]!r}… ({len(value):,} bytes)" if isinstance(value, bytes) else long)
    assert peak < 2**20
