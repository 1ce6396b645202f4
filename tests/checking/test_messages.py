"""What a failing check says: the message's parts, how values are written, and that nothing grows without bound."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checking import called, display, fail, malformed, needs, note, points
from autograder.checking.failure import Failure, Message, begin, current
from autograder.checking.marks import marks_of


@pytest.fixture(autouse=True)
def _fresh():
    begin()


def raised(end, **parts) -> Failure:
    with pytest.raises(Failure) as caught:
        end(**parts)
    return caught.value


def test_every_part_of_a_message_arrives():
    called("f(x)", x=np.zeros((2, 5)))
    failed = raised(fail, got="a", expected="b", why="c", looks_like="d", note="e", try_it="f")
    assert failed.outcome == "failed"
    assert failed.message == Message("f(x)", ["x: (2, 5), all 0"], "a", "b", "c", "e", "d", ["f"])
    assert raised(malformed, got="a", expected="b").outcome == "malformed"


def test_absent_parts_are_empty():
    message = raised(fail, got="a", expected="b").message
    assert message == Message(got="a", expected="b")


def test_the_call_can_be_said_otherwise_or_left_out():
    called("f(x)")
    assert raised(fail, got="a", expected="b", called="g(y)").message.called == "g(y)"
    assert raised(fail, got="a", expected="b", called="").message.called == ""


def test_one_check_knows_nothing_of_the_one_before():
    called("f(x)", x=1)
    note("seen")
    begin()
    assert (current.called, current.given, current.notes) == ("", [], [])


def test_a_note_is_said_once():
    note("one")
    note("two")
    note("one")
    assert current.notes == ["one", "two"]


def test_a_failure_prints_as_what_it_says():
    assert str(raised(fail, got="a", expected="b")) == "failed: got a; expected b"


def test_overlong_messages_are_cut():
    message = Message("c" * 10**5, ["g" * 10**5] * 500, "x" * 10**6, "y", try_it=["t"] * 500).clipped()
    assert len(message.got) == len(message.called) == 2_000
    assert len(message.given) == len(message.try_it) == 20
    assert message.expected == "y"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((0.2, "0.2"), (1.25, "1.25"), (1e-7, "1e-07"), (1000, "1000"), (1000.0, "1000"), (-3, "-3"), (0.0, "0")),
        *((1e6, "1e+06"), (123456, "123456"), (1 / 3, "0.3333"), (float("nan"), "nan"), (float("-inf"), "-inf")),
        *((np.float32(0.1), "0.1"), (np.int8(-128), "-128"), (np.bool_(True), "1"), (2**64, "1.845e+19")),
    ],
)
def test_numbers(value, text):
    assert display.number(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [((), "()"), ((3,), "(3,)"), ((None, 3), "(n, 3)"), ([2, 4, 5], "(2, 4, 5)")]
)
def test_shapes(value, text):
    assert display.shape(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.array([1.0, 2.5]), "[1., 2.5]"),
        (np.array([[1, 2], [3, 4]]), "[[1, 2], [3, 4]]"),
        (np.array([True, False]), "[ True, False]"),
        (np.array(2.5), "2.5"),
        (np.array(True), "True"),
        (np.array(1j), "1j"),
        (np.arange(1000.0), "array (1000,), values 0 to 999"),
        (np.arange(20, dtype="uint8"), "array (20,), whole numbers 0 to 19"),
        (np.zeros((0, 3)), "array (0, 3)"),
        (np.full(20, np.nan), "array (20,)"),
        (np.zeros(20, bool), "array (20,), True and False"),
    ],
    ids=range(11),
)
def test_arrays(value, text):
    assert display.array(value) == text


@given(st.data())
def test_any_value_can_be_shown_in_a_line(plain_values, data):
    value = data.draw(plain_values)
    for show in (display.short, display.kind, display.legend):
        text = show(value)
        assert isinstance(text, str)
        assert len(text) < 400
    text, legends = display.call("f", ("x",), [value, value], {"key": value})
    assert text.startswith("f(")
    assert len(legends) <= 3


def test_marks_stay_on_the_check():
    @needs("other", "third")
    @points(2, function="f", tier="accuracy")
    def check() -> None: ...

    marks = marks_of(check)
    assert (marks.points, marks.function, marks.tier, marks.needs) == (2, "f", "accuracy", ("other", "third"))
    assert marks_of(lambda: None).points == 0
    with pytest.raises(ValueError, match="tier is one of"):
        points(1, function="f", tier="speed")
