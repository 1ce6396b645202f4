"""Where a threshold goes, and what is said of it."""

import numpy as np
import pytest

from autograder.calibration.choice import Overlap, choose, upper_bound


def drawn(mean: float, spread: float, count: int, seed: int = 0) -> list[float]:
    return list(np.random.default_rng(seed).normal(mean, spread, count))


def test_a_threshold_leaves_most_of_the_gap_to_right_answers():
    right, wrong = drawn(0.72, 0.01, 300), {"weak": drawn(0.58, 0.02, 60), "strong": drawn(0.6, 0.02, 60)}
    choice = choose(right, wrong)
    bound = np.mean(wrong["strong"]) + 3.1 * np.std(wrong["strong"], ddof=1)
    assert bound < choice.value < bound + 0.3 * (min(right) - bound)
    assert choice.right.fails_once < 0.01
    assert choice.right.fails_twice == pytest.approx(choice.right.fails_once**2)
    assert [mistake.name for mistake in choice.mistakes] == ["weak", "strong"]
    weak, strong = choice.mistakes
    assert weak.passes_once < strong.passes_once < 0.001
    assert strong.passes == pytest.approx(2 * strong.passes_once, rel=1e-3)
    assert strong.passes_at_most == pytest.approx(1 - (1 - upper_bound(0, 60)) ** 2)


def test_what_overlaps_has_no_threshold():
    with pytest.raises(Overlap, match=r"near reaches 0\.8.*, and so do \d+ of 300 right runs; the lowest has 0\.8"):
        choose(drawn(0.9, 0.02, 300), {"far": drawn(0.2, 0.02, 60), "near": drawn(0.75, 0.04, 60)})


def test_a_training_that_gets_stuck_once_in_a_while_has_its_second_attempt():
    right, wrong = drawn(0.95, 0.01, 299), {"constant": [0.333] * 60}
    choice = choose([*right, 0.333], wrong)
    assert 0.333 < choice.value < min(right)
    assert choice.right.fails_once == pytest.approx(upper_bound(1, 300))
    assert choice.right.fails_twice < 0.001
    with pytest.raises(Overlap, match=r"so do 5 of 300 right runs"):
        choose([*right[4:], *[0.333] * 5], wrong)
    with pytest.raises(Overlap, match=r"so do 1 of 40 right runs"):
        choose([*right[:39], 0.333], wrong)


def test_no_chance_is_said_to_be_nothing():
    choice = choose([0.9, 0.95], {"constant": [0.5, 0.5, 0.5]})
    assert choice.mistakes[0].passes_once == 1e-6


@pytest.mark.parametrize(("failures", "runs", "bound"), [(0, 300, 0.00994), (1, 300, 0.01571), (5, 5, 1.0)])
def test_bounds_are_those_of_clopper_and_pearson(failures: int, runs: int, bound: float):
    assert upper_bound(failures, runs) == pytest.approx(bound, abs=1e-4)
