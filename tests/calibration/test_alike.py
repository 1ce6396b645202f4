"""Whether a threshold of one backend holds on another: only where a test finds both alike."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from autograder.calibration.alike import comparisons, p_value
from autograder.calibration.record import write
from autograder.grading.thresholds import read_thresholds


def shares(mean: float, count: int, seed: int, of: int = 150) -> list[float]:
    """Accuracies: shares of so many images, so with ties."""
    return list(np.round(np.random.default_rng(seed).binomial(of, mean, count) / of, 4))


def entry(backend: str, right: list[float], wrong: list[float], tier: str = "cpu", **fields: Any) -> dict[str, Any]:
    named = {"exercise": "92_signs", "check": "test_accuracy", "tier": tier, "backend": backend}
    digests = {"solution_digest": "s", "check_digest": "c"}
    samples = {"right": {"values": right}, "mistake": [{"name": "ones", "values": wrong}]}
    return named | digests | samples | fields


THRESHOLD = entry("tensorflow", shares(0.9, 300, 0), shares(0.3, 60, 1), value=0.6, seconds=2.0)
ALIKE = entry("torch", shares(0.9, 20, 2), shares(0.3, 20, 3))


def test_without_ties_it_is_the_test_of_the_library():
    rng = np.random.default_rng(4)
    for shift in (0, 0.5, 1):
        first, second = rng.normal(size=40), rng.normal(shift, size=25)
        assert p_value(first, second) == pytest.approx(stats.ks_2samp(first, second).pvalue, abs=0.02)


def test_it_seldom_finds_a_difference_where_there_is_none():
    found = [p_value(shares(0.9, 300, seed), shares(0.9, 20, 1000 + seed)) for seed in range(60)]
    assert np.mean(np.array(found) < 0.05) < 0.15
    assert p_value([0.333] * 60, [0.333] * 20) == 1.0


@pytest.mark.parametrize("other", [0.84, 0.95])
def test_it_finds_values_that_are_lower_or_higher(other):
    assert p_value(shares(0.9, 300, 5), shares(other, 20, 6)) < 0.01


def test_it_finds_values_that_are_spread_more_widely():
    rng = np.random.default_rng(7)
    assert p_value(rng.normal(0.9, 0.01, 300), rng.normal(0.9, 0.06, 20)) < 0.01


def test_the_order_of_the_two_does_not_matter():
    first, second = shares(0.9, 30, 8), shares(0.88, 20, 9)
    assert p_value(first, second) == pytest.approx(p_value(second, first), abs=0.03)


def test_alike_backends_are_found_alike():
    (found,) = comparisons([ALIKE, THRESHOLD])
    assert found["backends"] == ["tensorflow", "torch"]
    assert [test["name"] for test in found["test"]] == ["right", "ones"]
    assert found["alike"]


@pytest.mark.parametrize(
    "other",
    [
        entry("torch", shares(0.8, 20, 2), shares(0.3, 20, 3)),
        entry("torch", shares(0.9, 20, 2), shares(0.5, 20, 3)),
        entry("torch", shares(0.9, 19, 2), shares(0.3, 20, 3)),
        entry("torch", shares(0.9, 20, 2), shares(0.3, 7, 3)),
        entry("torch", shares(0.9, 20, 2), [*shares(0.3, 20, 3), 0.61]),
        entry("torch", [*shares(0.9, 20, 2), 0.59], shares(0.3, 20, 3)),
        entry("torch", shares(0.9, 20, 2), shares(0.3, 20, 3), mistake=[]),
    ],
    ids=["right", "wrong", "few right", "few wrong", "one passes", "one fails", "mistakes not measured"],
)
def test_what_differs_is_not_alike(other):
    assert [found["alike"] for found in comparisons([THRESHOLD, other])] == [False]


@pytest.mark.parametrize(
    "other", [ALIKE | {"check_digest": "x"}, ALIKE | {"solution_digest": "x"}, ALIKE | {"tier": "gpu"}]
)
def test_other_code_and_other_devices_are_not_compared(other):
    assert comparisons([THRESHOLD, other]) == []


def test_two_samples_have_no_threshold_to_share():
    assert comparisons([ALIKE, ALIKE | {"backend": "jax"}]) == []


class TestInTheFile:
    """What the grader reads from what a calibration has written."""

    @pytest.fixture
    def look(self, tmp_path):
        file = tmp_path / "thresholds.toml"

        def after(*entries: dict[str, Any]) -> dict[tuple[str, str], str]:
            """By tier and backend that is asked for, the backend whose threshold it is."""
            for each in entries:
                write(file, each)
            read_thresholds.cache_clear()
            return {name[2:]: found.backend for name, found in read_thresholds(file).items()}

        return after

    def test_a_backend_that_is_alike_borrows_the_threshold(self, look):
        assert look(THRESHOLD, ALIKE) == {("cpu", "tensorflow"): "tensorflow", ("cpu", "torch"): "tensorflow"}

    def test_the_order_of_measuring_does_not_matter(self, look):
        assert look(ALIKE, THRESHOLD)["cpu", "torch"] == "tensorflow"

    def test_a_sample_alone_is_no_threshold(self, look):
        assert look(ALIKE) == {}

    def test_a_backend_that_differs_borrows_nothing(self, look):
        assert ("cpu", "torch") not in look(THRESHOLD, entry("torch", shares(0.8, 20, 2), shares(0.3, 20, 3)))

    def test_its_own_threshold_comes_first(self, look):
        assert look(THRESHOLD, ALIKE | {"value": 0.5, "seconds": 1.0})["cpu", "torch"] == "torch"

    def test_on_the_gpu_it_lends_as_well(self, look):
        on_gpu = ALIKE | {"tier": "gpu", "value": 0.7, "seconds": 9.0}
        assert look(THRESHOLD, ALIKE, on_gpu)["gpu", "tensorflow"] == "torch"
        assert ("gpu", "jax") not in look()

    def test_a_new_threshold_is_compared_anew(self, look):
        assert look(THRESHOLD, ALIKE)["cpu", "torch"] == "tensorflow"
        moved = entry("tensorflow", shares(0.97, 300, 0), shares(0.3, 60, 1), value=0.6, seconds=2.0)
        assert ("cpu", "torch") not in look(moved)

    def test_a_threshold_for_another_code_is_not_lent(self, look):
        look(THRESHOLD, ALIKE)
        on_gpu = ALIKE | {"tier": "gpu", "value": 0.7, "seconds": 9.0, "check_digest": "x"}
        assert ("gpu", "tensorflow") not in look(on_gpu)

    def test_other_checks_of_the_file_keep_what_they_have(self, look):
        both = {"check": "test_other"}
        assert look(THRESHOLD, ALIKE, THRESHOLD | both)["cpu", "torch"] == "tensorflow"
