"""How long the rest of a class takes: by the clock, and by what each exercise costs."""

import pytest

from autograder.grading.remaining import Remaining


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_exercises_that_differ_in_cost_and_jobs_that_run_at_once():
    """40 students, a quick exercise and a slow one; two jobs, so the clock takes half of what the pieces do."""
    clock = Clock()
    remaining = Remaining(["00", "17"] * 40, clock)
    for _ in range(4):
        for exercise, seconds in (("00", 1.0), ("17", 9.0)):
            clock.now += seconds / 2
            remaining.finished(exercise, seconds)
    assert remaining.seconds == pytest.approx(36 * 10 / 2)
    # All that is quick comes first: what is left is slow, and the estimate knows it.
    for _ in range(36):
        clock.now += 0.5
        remaining.finished("00", 1.0)
    assert remaining.seconds == pytest.approx(36 * 9 / 2)


def test_a_machine_that_gets_slower_and_work_that_is_missing():
    clock = Clock()
    remaining = Remaining(["08"] * 10 + ["missing"] * 30, clock)
    for _ in range(30):
        remaining.finished("missing", 0.0)
    for _ in range(5):
        clock.now += 8.0
        remaining.finished("08", 2.0)
    assert remaining.seconds == pytest.approx(5 * 8)


def test_nothing_is_said_while_too_little_is_known():
    clock = Clock()
    remaining = Remaining(["08"] * 10, clock)
    assert remaining.seconds is None
    for _ in range(2):
        clock.now += 5
        remaining.finished("08", 5.0)
        assert remaining.seconds is None
    clock.now += 5
    remaining.finished("08", 5.0)
    assert remaining.seconds == pytest.approx(35)
    assert Remaining([], clock).seconds is None


def test_an_exercise_that_nobody_was_graded_on_yet_costs_what_the_others_do():
    clock = Clock()
    remaining = Remaining(["00"] * 3 + ["08"] * 3, clock)
    for _ in range(3):
        clock.now += 2.0
        remaining.finished("00", 2.0)
    assert remaining.seconds == pytest.approx(6)
