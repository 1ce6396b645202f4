"""Whether a check gives the same values on two backends, so that a threshold measured on one holds on the other."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

# Two samples that differ are taken for alike more often the smaller they are.
LEAST_RIGHT, LEAST_WRONG = 20, 8
# Without a correction for several tests: to find a difference where there is none only costs another calibration.
_LEVEL = 0.05
_SHUFFLES = 4999
_RIGHT = "right"


def p_value(first: Sequence[float], second: Sequence[float]) -> float:
    """Kolmogorov and Smirnov's two-sample test: how often chance alone brings two such samples so far apart.

    Shares of right answers have many ties, for which the usual formulas do not hold, so labels are shuffled instead.
    """
    values = np.concatenate([first, second])
    order = np.argsort(values, kind="stable")
    is_last = np.append(np.diff(values[order]) > 0, True)
    mine = np.arange(len(values)) < len(first)
    rng = np.random.default_rng(0)
    shuffled = rng.permuted(np.tile(mine, (_SHUFFLES, 1)), axis=1)
    labels = np.vstack([mine[order], shuffled])
    shares = labels.cumsum(axis=1) / len(first) - (~labels).cumsum(axis=1) / len(second)
    distances = np.abs(shares[:, is_last]).max(axis=1)
    return float(np.mean(distances >= distances[0] - 1e-9))


def comparisons(entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What is found of each two backends of one check, from what was measured on the CPU: thresholds and samples."""
    measured = sorted((each for each in entries if each["tier"] == "cpu"), key=lambda each: each["backend"])
    return [_comparison(one, other) for one, other in combinations(measured, 2) if _fit(one, other)]


def _fit(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether they tell of the same code on two backends, and there is a threshold to hold on both."""
    digests = ("solution_digest", "check_digest")
    is_same = all(one[name] == other[name] for name in digests) and one["backend"] != other["backend"]
    return is_same and ("value" in one or "value" in other)


def _comparison(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    mine, theirs = _samples(one), _samples(other)
    names = [name for name in mine if name in theirs]
    tests = [{"name": name, "p": round(p_value(mine[name], theirs[name]), 4)} for name in names]
    enough = all(
        len(values) >= (LEAST_RIGHT if name == _RIGHT else LEAST_WRONG)
        for samples in (mine, theirs)
        for name, values in samples.items()
    )
    thresholds = [each["value"] for each in (one, other) if "value" in each]
    separates = all(_separates(value, samples) for value in thresholds for samples in (mine, theirs))
    is_alike = enough and separates and mine.keys() == theirs.keys() and all(test["p"] >= _LEVEL for test in tests)
    return {
        "exercise": one["exercise"],
        "check": one["check"],
        "backends": [one["backend"], other["backend"]],
        "alike": is_alike,
        "method": f"two-sample Kolmogorov-Smirnov test by {_SHUFFLES} permutations, level {_LEVEL}",
        "check_digest": one["check_digest"],
        "test": tests,
    }


def _samples(entry: Mapping[str, Any]) -> dict[str, Sequence[float]]:
    return {_RIGHT: entry["right"]["values"]} | {each["name"]: each["values"] for each in entry["mistake"]}


def _separates(threshold: float, samples: Mapping[str, Sequence[float]]) -> bool:
    return all((value >= threshold) == (name == _RIGHT) for name, values in samples.items() for value in values)
