"""Facts: what is the same, what is said, and which known mistake a failure is."""

import numpy as np
import pytest

from autograder.checking.failure import Failure, begin, fail
from autograder.checking.study import Answers, Enough, Fact, Judged, Recorded, Study, alike, plain
from autograder.engine.errors import StudentError
from autograder.grading.diagnosis import looked_up
from autograder.grading.fingerprints import Mistake, Prints

SIZE = Fact(len, "{} items", why="Count them.", tries="print(len(x))")
FIRST = Fact(lambda asked: asked[0], {1: "one", 2: "two"})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (0.4, np.float64(0.4), True),
        (0.4, np.array(0.4), True),
        (1, True, False),
        (True, np.bool_(True), True),
        ("1", 1, False),
        (None, 0, False),
        (None, None, True),
        (float("nan"), float("nan"), True),
        ([1, 2], (1, 2), True),
        ([1, 2], [1, 2, 3], False),
        ([[1.0, 2.0], [3.0]], [[1.0, 2.0], [3.0]], True),
        (np.ones((2, 2)), [[1, 1], [1, 1]], True),
        (np.ones((2, 2)), np.ones(4), False),
        ({"a": 1.0}, {"a": 1.0 + 1e-7}, True),
        ({"a": 1}, {"b": 1}, False),
        (["a", "b"], ["a", "b"], True),
        (["a"], ["b"], False),
        (b"abc", 1.0, False),
        (b"abc", b"abc", True),
        (b"abc", "abc", False),
    ],
)
def test_what_is_alike(one, other, same):
    assert alike(one, other) is same
    assert alike(other, one) is same


def test_a_check_ends_at_the_first_fact_that_is_not_as_due():
    begin()
    study = Study()
    study.judge([1, 2], {SIZE: 2, FIRST: 1})
    with pytest.raises(Failure) as caught:
        study.judge([2, 2, 2], {FIRST: 2, SIZE: 2})
    message = caught.value.message
    assert (message.got, message.expected, message.why) == ("3 items", "2 items", "Count them.")
    assert message.try_it == ["print(len(x))"]
    assert study.failed_at == 1


def test_answers_are_told_by_the_first_that_is_wrong():
    begin()
    with pytest.raises(Failure) as caught:
        Study().judge([np.zeros(3), np.arange(20.0)], {Answers(): [np.zeros(3), np.arange(20.0) * 2]})
    assert (caught.value.message.got, caught.value.message.expected) == ("1 at [1]", "2 at [1]")


def test_a_recording_run_judges_nothing_and_stops_when_it_has_seen_enough():
    study = Study(until=1)
    study.judge([5], {SIZE: 2}, beside=[FIRST])
    with pytest.raises(Enough):
        study.judge([1, 2], {SIZE: 2})
    first, second = study.recorded.judged
    assert (first.seen, first.own, first.wrong) == ((1, 5), 1, (True,))
    assert (second.seen, second.wrong) == ((2,), (False,))


def test_a_fact_that_cannot_be_asked_is_recorded_as_how_it_ended():
    def broken(asked):
        raise StudentError("TypeError", message="line 12 is bad")

    study = Study(until=9)
    study.judge(None, {Fact(broken, "{}"): 1})
    assert study.recorded.judged[0].seen == ("error: TypeError: line 00 is bad",)


def test_what_is_stored_is_plain():
    assert plain({"a": np.array([1.5, 2.0]), 2: {3, 1}}) == {"a": [1.5, 2.0], "2": ["1", "3"]}
    assert plain(np.zeros(5000)) == "array of shape (5000,)"
    ended = Study(until=1)
    ended.judge({}, {Fact(lambda asked: fail(got="nothing", expected="something"), "{}"): 1})
    assert type(ended.recorded.judged[0].seen[0]) is str, "to be compared with what a file of fingerprints holds"


def judged(*seen, wrong=(True,), own=1):
    return Judged(tuple(seen), own, tuple(wrong), (1e-5,) * len(seen))


def shown(*each):
    return {"judged": [{"seen": list(j.seen), "own": j.own, "wrong": list(j.wrong)} for j in each], "end": ""}


def prints(**known):
    right = {"judged": [{"seen": [1.25, 0.2], "own": 1, "wrong": [False]}], "end": ""}
    return Prints(right, {name: shown(each) for name, each in known.items()}, {name: Mistake(name) for name in known})


NO_SCALE, SWAPPED = judged(1.0, 0.2), judged(1.0, 0.8)


def test_the_mistake_that_agrees_in_most_facts_gives_the_name():
    table = prints(no_scale=NO_SCALE, swapped=SWAPPED)
    assert looked_up(Recorded([judged(1.0, 0.2)]), table, 0).name == "no_scale"
    assert looked_up(Recorded([judged(1.0, 0.8)]), table, 0).name == "swapped"


def test_no_name_for_what_no_mistake_shows():
    assert looked_up(Recorded([judged(7.0, 0.2)]), prints(no_scale=NO_SCALE), 0) is None


def test_no_name_from_a_mistake_that_is_wrong_where_the_student_is_right():
    assert looked_up(Recorded([judged(1.0, 0.2)]), prints(swapped=SWAPPED), 0) is None


def test_no_name_where_a_fact_beside_is_wrong_in_another_way():
    assert looked_up(Recorded([judged(1.0, 0.5)]), prints(no_scale=NO_SCALE), 0) is None


def test_two_equal_ones_give_no_name():
    table = prints(one=NO_SCALE, other=NO_SCALE)
    assert looked_up(Recorded([judged(1.0, 0.2)]), table, 0) is None
    assert looked_up(Recorded([judged(1.0, 0.2)]), table, 0, without="one").name == "other"


def test_a_run_that_is_right_on_the_known_inputs_gets_no_name():
    assert looked_up(Recorded([judged(1.25, 0.2, wrong=(False,))]), prints(no_scale=NO_SCALE), 0) is None


def test_an_error_is_known_by_how_it_ended():
    table = Prints({"judged": [], "end": ""}, {"a": {"judged": [], "end": "error: X: y"}}, {"a": Mistake("a")})
    assert looked_up(Recorded([], "error: X: y"), table, None).name == "a"
    assert looked_up(Recorded([], "error: X: z"), table, None) is None
